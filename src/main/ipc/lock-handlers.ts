import { AppError } from '../../shared/errors.ts';
import type { Account } from '../account/account.ts';
import type { Vault } from '../vault/vault.ts';
import type { HandlersOf } from './dispatch.ts';

type LockRequestName =
  | 'lock.get'
  | 'lock.now'
  | 'lock.unlock'
  | 'lock.setPasscode'
  | 'lock.setIdle'
  | 'lock.startAnew'
  | 'lock.askKeychain'
  | 'lock.giveUpKey';

/** The passcode lock. Settings are on disk before they are answered. */
export function lockHandlers(vault: Vault, account: Account): HandlersOf<LockRequestName> {
  return {
    'lock.get': () => Promise.resolve(vault.state()),
    'lock.now': () => {
      vault.lock();
      return Promise.resolve(vault.state());
    },
    'lock.unlock': async ({ passcode }) => {
      await vault.unlock(passcode);
      return vault.state();
    },
    'lock.setPasscode': async ({ current, next }) => {
      await vault.setPasscode(current, next);
      return vault.state();
    },
    'lock.setIdle': async ({ idleMinutes }) => {
      await vault.setIdleMinutes(idleMinutes);
      return vault.state();
    },
    'lock.startAnew': async () => {
      if (vault.waitsFor() !== 'passcode') throw new AppError('forbidden', 'it is not locked');
      return account.startAnew();
    },
    'lock.askKeychain': async () => {
      await vault.askKeychain();
      return { waitsFor: vault.waitsFor() };
    },
    'lock.giveUpKey': async () => {
      await vault.giveUpKey();
      return {};
    },
  };
}
