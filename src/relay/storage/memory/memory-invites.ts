import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { InviteOverview } from '../administration.ts';
import type { NewInvite } from '../invite-port.ts';

interface MemoryInvite {
  /** `null`: to the relay itself. */
  readonly conversation: ConversationId | null;
  readonly creator: UserId;
  uses: number | null;
  readonly expiresAt: number | null;
}

/** Invites to the relay and to groups, by the hashes of their codes. */
export class MemoryInvites {
  readonly #byHash = new Map<string, MemoryInvite>();

  /** Where one that lets somebody in now leads; `undefined`: unknown, used up or expired. */
  open(hash: string, at: number): ConversationId | null | undefined {
    const invite = this.#byHash.get(hash);
    return invite && isOpen(invite, at) ? invite.conversation : undefined;
  }

  /** Takes one use. */
  use(hash: string): void {
    const invite = this.#byHash.get(hash);
    if (invite && invite.uses !== null) invite.uses--;
  }

  /** Keeps at most LIMITS.openInvites of a group, or of a person to the relay. */
  add({ hash, creator, at, uses, expiresAt }: NewInvite, conversation: ConversationId | null): boolean {
    if (!this.mayAdd(creator, conversation, at)) return false;
    this.#byHash.set(hash, { conversation, creator, uses, expiresAt });
    return true;
  }

  /** Whether there is room for one more; forgets those that let nobody in. */
  mayAdd(creator: UserId, conversation: ConversationId | null, at: number): boolean {
    let open = 0;
    for (const [known, invite] of this.#byHash) {
      const sameScope =
        invite.conversation === conversation && (conversation !== null || invite.creator === creator);
      if (!sameScope) continue;
      if (isOpen(invite, at)) open++;
      else this.#byHash.delete(known);
    }
    return open < LIMITS.openInvites;
  }

  has(hash: string): boolean {
    return this.#byHash.has(hash);
  }

  revokeOne(hash: string): void {
    this.#byHash.delete(hash);
  }

  /** All that let somebody in now, by hash. */
  overviews(
    at: number,
    names: {
      readonly person: (user: UserId) => Person | undefined;
      readonly title: (group: ConversationId) => string | null;
    },
  ): InviteOverview[] {
    return [...this.#byHash]
      .filter(([, invite]) => isOpen(invite, at))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([hash, { conversation, creator, uses, expiresAt }]) => {
        const person = names.person(creator);
        const group = conversation === null ? null : names.title(conversation);
        return person ? [{ hash, creator: person, group, usesLeft: uses, expiresAt }] : [];
      });
  }

  revokeAll(conversation: ConversationId): void {
    this.#revoke((invite) => invite.conversation === conversation);
  }

  /** Those that a person made to the relay. */
  revokeOf(creator: UserId): void {
    this.#revoke((invite) => invite.conversation === null && invite.creator === creator);
  }

  #revoke(matches: (invite: MemoryInvite) => boolean): void {
    for (const [hash, invite] of this.#byHash) if (matches(invite)) this.#byHash.delete(hash);
  }
}

function isOpen({ uses, expiresAt }: MemoryInvite, at: number): boolean {
  return uses !== 0 && (expiresAt === null || expiresAt > at);
}
