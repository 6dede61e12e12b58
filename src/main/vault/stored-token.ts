import type { AccountId } from '../../shared/model/ids.ts';
import type { StoredToken } from '../profile/profile.ts';
import type { StoredSecret } from '../profile/stored-vault.ts';
import type { Vault } from './vault.ts';

/** Opens a device token in whatever form a version has left it; `undefined`: it can no longer be opened here. */
export function openStoredToken(
  vault: Pick<Vault, 'openToken'>,
  openSecret: (sealed: StoredSecret) => Promise<string | undefined>,
  account: AccountId,
  stored: StoredToken,
): Promise<string | undefined> {
  switch (stored.kind) {
    case 'boxed':
      return Promise.resolve(vault.openToken(account, stored.box));
    case 'sealed':
      return openSecret(stored);
    case 'plain':
      return Promise.resolve(stored.token);
  }
}
