import type { Member, MemberRole, MembershipRange } from '../../shared/model/conversation.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { MemberSnapshot } from './conversation-snapshot.ts';
import { packRanges, type PackedRanges } from './packed-ranges.ts';
import { staysHold } from './stays.ts';

/** A present or former member as a `ConversationState` keeps it. */
export interface RosterEntry {
  readonly user: UserId;
  /** Its mark in the list of authors: place in order of first joining, plus one. */
  readonly mark: number;
  /** No receiver (RCP-3). */
  readonly isBot: boolean;
  stays: readonly MembershipRange[];
  delivered: number;
  read: PackedRanges;
  /** What of `read` others are not told. */
  hidden: PackedRanges;
}

/** Who is present; as soon as somebody joins or leaves the roster has another one, and this one is not to be used any more. */
export interface PresentUsers extends Iterable<UserId> {
  readonly size: number;
  has(user: UserId): boolean;
}

const NOTHING: PackedRanges = [];

/** Who belongs and who ever did. Looking somebody up is O(1), walking by user id needs no sort. */
export class Roster {
  readonly #all: RosterEntry[];
  readonly #byUser = new Map<UserId, RosterEntry>();
  readonly #roles = new Map<UserId, MemberRole>();
  #sorted: RosterEntry[] | undefined;
  #present: PresentUsers | undefined;

  constructor(members: readonly MemberSnapshot[]) {
    this.#all = members.map(({ user, bot, memberships, delivered, read, hidden }, index) => ({
      user,
      mark: index + 1,
      isBot: bot ?? false,
      stays: memberships,
      delivered,
      read: packRanges(read),
      hidden: hidden ? packRanges(hidden) : NOTHING,
    }));
    for (const entry of this.#all) this.#byUser.set(entry.user, entry);
    for (const { user, role } of members) if (role !== null) this.#roles.set(user, role);
  }

  get presentCount(): number {
    return this.#roles.size;
  }

  /** The same object until somebody joins or leaves. */
  presentUsers(): PresentUsers {
    const roles = this.#roles;
    this.#present ??= {
      size: roles.size,
      has: (user) => roles.has(user),
      [Symbol.iterator]: () => roles.keys(),
    };
    return this.#present;
  }

  /** Those whose stay holds the seq. O(present and former members). */
  presentAt(seq: number): PresentUsers {
    return new Set(this.#all.filter(({ stays }) => staysHold(stays, seq)).map(({ user }) => user));
  }

  role(user: UserId): MemberRole | null {
    return this.#roles.get(user) ?? null;
  }

  setRole(user: UserId, role: MemberRole): void {
    if (this.#roles.has(user)) this.#roles.set(user, role);
  }

  get(user: UserId): RosterEntry | undefined {
    return this.#byUser.get(user);
  }

  byMark(mark: number): RosterEntry | undefined {
    return this.#all[mark - 1];
  }

  /** `false`: was a member already, nothing changed. */
  join(user: UserId, seq: number, isBot: boolean): boolean {
    if (this.#roles.has(user)) return false;
    this.#roles.set(user, 'member');
    this.#present = undefined;
    const stay = { joined: seq, left: null };
    const known = this.#byUser.get(user);
    if (known) {
      known.stays = [...known.stays, stay];
      return true;
    }
    const entry = {
      user,
      mark: this.#all.length + 1,
      isBot,
      stays: [stay],
      delivered: 0,
      read: NOTHING,
      hidden: NOTHING,
    };
    this.#all.push(entry);
    this.#byUser.set(user, entry);
    this.#sorted = undefined;
    return true;
  }

  /** `false`: was no member, nothing changed. */
  leave(user: UserId, seq: number): boolean {
    const entry = this.#byUser.get(user);
    if (!entry || !this.#roles.delete(user)) return false;
    this.#present = undefined;
    entry.stays = entry.stays.map((stay) => (stay.left === null ? { ...stay, left: seq } : stay));
    return true;
  }

  /** Whose stay ended at this seq. */
  partedAt(seq: number): UserId[] {
    return this.#all.filter(({ stays }) => stays.some(({ left }) => left === seq)).map(({ user }) => user);
  }

  /** Present and former members by user id, ascending. */
  sorted(): readonly RosterEntry[] {
    this.#sorted ??= this.#all.toSorted((a, b) => (a.user < b.user ? -1 : 1));
    return this.#sorted;
  }

  /** Present members with a user id above `after`, ascending. */
  page(after: UserId | undefined, limit: number): { members: Member[]; more: boolean } {
    const members: Member[] = [];
    for (const { user } of this.sorted()) {
      if (after !== undefined && user <= after) continue;
      const role = this.#roles.get(user);
      if (!role) continue;
      if (members.length === limit) return { members, more: true };
      members.push({ user, role });
    }
    return { members, more: false };
  }
}
