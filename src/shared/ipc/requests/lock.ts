import * as z from 'zod';
import { AccountState, IdleMinutes, Lock, LockState, Passcode } from '../views.ts';
import { nothing, request } from './spec.ts';

export const LOCK_REQUESTS = {
  'lock.get': request(nothing, LockState),
  'lock.now': request(nothing, LockState),
  'lock.unlock': request(z.object({ passcode: z.string().max(128) }), LockState),
  /** `next` `null` removes it; `current` is needed where there is one. */
  'lock.setPasscode': request(
    z.object({ current: z.string().max(128).optional(), next: Passcode.nullable() }),
    LockState,
  ),
  'lock.setIdle': request(z.object({ idleMinutes: IdleMinutes }), LockState),
  /** Without the passcode: signs everybody out and removes what is on this disk of their accounts. Only while it is locked. */
  'lock.startAnew': request(nothing, AccountState),
  /** Asks the keychain for the key once more, if it waits for that; tells what it waits for then. */
  'lock.askKeychain': request(nothing, z.object({ waitsFor: Lock.nullable() })),
  /**
   * The user gives up the key that the keychain does not give out: it is kept aside, and what it encrypted counts as damaged.
   * `forbidden` unless it waits for the keychain; `keychain_closed` where it does not take a new key either.
   */
  'lock.giveUpKey': request(nothing, nothing),
} as const;
