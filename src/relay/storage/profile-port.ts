import type { DeviceId, UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { PictureId } from '../../shared/model/profile-picture.ts';

/**
 * A picture that somebody is about to have. Its bytes are base64 here as on the wire: they are small, they come and go like that, and a
 * relay only ever hands them on.
 */
export interface NewPicture {
  readonly id: PictureId;
  readonly bytes: string;
}

/** How a person is shown from now on; what is absent stays. */
export interface ProfileChange {
  readonly user: UserId;
  readonly displayName?: string;
  /** `null` removes it. */
  readonly picture?: NewPicture | null;
  /** As in an AppendRequest. */
  readonly device?: DeviceId | undefined;
}

export type ProfileOutcome =
  | { readonly kind: 'changed'; readonly person: Person; readonly position: number }
  /** It is so already. */
  | { readonly kind: 'unchanged'; readonly person: Person }
  /** The account does not exist, or was given up. */
  | { readonly kind: 'no-account' };

/** A person, and the commit that changed their name or picture last, or gave their account up. */
export interface ChangedPerson {
  readonly person: Person;
  readonly position: number;
}

/**
 * The part of a relay's storage that knows how people and groups are shown. A picture is stored in the write that gives it to somebody
 * (here, or in `append`), once however many have it, and is gone with the write that takes it from the last one: none is ever
 * missing, and none left over. Guarantees as those of RelayStorage.
 */
export interface ProfileStorage {
  /** People are found by their new name from then on. */
  changeProfile(change: ProfileChange): Promise<ProfileOutcome>;
  /** Those whose newest change is above `since`, ascending. */
  changedPeople(since: number, limit: number): Promise<readonly ChangedPerson[]>;
  /** The bytes; `undefined`: nobody has it now. */
  profilePicture(picture: PictureId): Promise<string | undefined>;
}
