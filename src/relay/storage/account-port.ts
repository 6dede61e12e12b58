import type { DeviceId, UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { AppendOutcome } from './timeline-port.ts';

export interface Account extends Person {
  /** Of the relay. */
  readonly administrator?: true | undefined;
  readonly passwordHash: string;
  readonly createdAt: number;
}

/** What came of giving up an account. */
export interface Deactivation {
  /** Signed out by it. */
  readonly devices: readonly DeviceId[];
  /** Its partings from groups. */
  readonly left: readonly Extract<AppendOutcome, { kind: 'appended' }>[];
  /** The commit that has changed the person (PRF-7); absent: none, the account does not exist or was given up before. */
  readonly position?: number;
}

/** The part of a relay's storage that knows who has an account. Guarantees as those of RelayStorage. */
export interface AccountStorage {
  /** `false`: the name is taken, nothing was stored. */
  createAccount(account: Account): Promise<boolean>;
  accountByName(name: string): Promise<Account | undefined>;
  accountById(user: UserId): Promise<Account | undefined>;
  /**
   * SES-13: replaces the password hash `from` by `to` and deletes the person's devices, but not `keep`; all of them are kept
   * if that is `all`. Gives the deleted ones; `undefined`: the hash was not `from` any more, nothing changed. `device` as in
   * an AppendRequest, here and below.
   */
  changePassword(
    user: UserId,
    from: string,
    to: string,
    keep: DeviceId | 'all',
    device?: DeviceId,
  ): Promise<readonly DeviceId[] | undefined>;
  /**
   * SES-14: nobody signs in with the account, finds it or adds it any more; its devices are deleted, its invites revoked, and
   * it leaves every group, all or nothing. Again it changes nothing.
   */
  deactivateAccount(user: UserId, at: number, device?: DeviceId): Promise<Deactivation>;
  /** By account name, ascending; `query` matches the start of a word of either name, case folded, and Chinese names as they are typed. */
  listPeople(query: string, after: string, limit: number): Promise<{ people: Person[]; more: boolean }>;
  /** Unknown ids are left out. */
  peopleByIds(users: readonly UserId[]): Promise<Person[]>;
}
