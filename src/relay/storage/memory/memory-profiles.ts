import type { UserId } from '../../../shared/model/ids.ts';
import type { PictureId } from '../../../shared/model/profile-picture.ts';
import type { StoredChange } from '../node-port.ts';
import { changesOf } from '../profile-decision.ts';
import type { ChangedPerson, NewPicture, ProfileChange, ProfileOutcome } from '../profile-port.ts';
import type { MemoryAccounts } from './memory-accounts.ts';

/** How people are shown, and the pictures of people and groups, in plain objects. */
export class MemoryProfiles {
  readonly #accounts: MemoryAccounts;
  /** With how many people and groups have them. */
  readonly #pictures = new Map<PictureId, { readonly bytes: string; owners: number }>();
  /** The commit of each one's newest change, in their order. */
  readonly #changed = new Map<UserId, number>();

  constructor(accounts: MemoryAccounts) {
    this.#accounts = accounts;
  }

  change(change: ProfileChange, nextPosition: () => number): ProfileOutcome {
    const { user } = change;
    const [before] = this.#accounts.isActive(user) ? this.#accounts.people([user]) : [];
    if (!before) return { kind: 'no-account' };
    const { displayName, picture } = changesOf(before, change);
    if (displayName === undefined && picture === undefined) return { kind: 'unchanged', person: before };
    if (displayName !== undefined) this.#accounts.change(user, { displayName });
    if (picture !== undefined) {
      this.show(picture, before.picture ?? null);
      this.#accounts.change(user, { picture: picture?.id ?? null });
    }
    const position = nextPosition();
    this.stamp(user, position);
    return { kind: 'changed', person: this.#accounts.people([user])[0] ?? before, position };
  }

  /** Something that everybody may know of the person was changed by this commit. */
  stamp(user: UserId, position: number): void {
    this.#changed.delete(user);
    this.#changed.set(user, position);
  }

  changedSince(since: number, limit: number): ChangedPerson[] {
    const found = [...this.#changed].filter(([, position]) => position > since).slice(0, limit);
    return found.flatMap(([user, position]) =>
      this.#accounts.people([user]).map((person) => ({ person, position })),
    );
  }

  changes(): StoredChange[] {
    return Array.from(this.#changed, ([user, position]) => ({ kind: 'person' as const, user, position }));
  }

  bytes(picture: PictureId): string | undefined {
    return this.#pictures.get(picture)?.bytes;
  }

  /** Somebody has this picture now instead of the one before. */
  show(picture: NewPicture | null, before: PictureId | null): void {
    if (picture) {
      const known = this.#pictures.get(picture.id);
      if (known) known.owners++;
      else this.#pictures.set(picture.id, { bytes: picture.bytes, owners: 1 });
    }
    const left = before && this.#pictures.get(before);
    if (before && left && --left.owners === 0) this.#pictures.delete(before);
  }
}
