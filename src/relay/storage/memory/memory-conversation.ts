import type { ConversationKind, MemberRole, MembershipRange } from '../../../shared/model/conversation.ts';
import { isKnown, type MessageCreated, type TimelineEvent } from '../../../shared/model/event.ts';
import type { ConversationFlags } from '../../../shared/model/flags.ts';
import type { ClientId, ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { PictureId } from '../../../shared/model/profile-picture.ts';
import { rangeSetHas, type RangeSet } from '../../../shared/model/range-set.ts';
import type { ConversationSnapshot } from '../../domain/conversation-snapshot.ts';
import type { RoleChange } from '../../domain/event-effects.ts';
import { addToReadSet, visibleRanges } from '../../domain/read-set.ts';
import { nextOwner, type Successor } from '../../domain/succession.ts';
import { MemoryMessageExtras } from './memory-message-extras.ts';
import { MemoryReceipts } from './memory-receipts.ts';

/** A present or former member's row. */
export interface MemoryMember {
  readonly user: UserId;
  role: MemberRole | null;
  memberships: readonly MembershipRange[];
  delivered: number;
  /** MEM-11; outlives the stay. */
  mutedUntil: number | null;
  read: RangeSet;
  flags: ConversationFlags | null;
  /** Commit of the newest change of their membership, read set or flags. */
  position: number;
  /** What the conversation was called and how many it had when they left: a former member learns nothing later (MEM-1). */
  parting: { readonly title: string | null; readonly memberCount: number } | undefined;
}

/** A conversation's rows. Changes are made by whoever decides them; this only keeps them consistent. */
export class MemoryConversation {
  readonly id: ConversationId;
  readonly kind: ConversationKind;
  /** Of the whole relay. */
  readonly bots: ReadonlySet<UserId>;
  readonly members = new Map<UserId, MemoryMember>();
  readonly events: TimelineEvent[] = [];
  readonly extras = new MemoryMessageExtras();
  readonly receipts = new MemoryReceipts();
  title: string | null;
  announcement: string | null = null;
  picture: PictureId | null = null;
  memberCount = 0;
  /** Commit of the newest change. */
  position = 0;
  /** Seqs, by sender and client id. */
  readonly #sent = new Map<string, number>();

  constructor(id: ConversationId, kind: ConversationKind, title: string | null, bots: ReadonlySet<UserId>) {
    this.id = id;
    this.kind = kind;
    this.title = title;
    this.bots = bots;
  }

  get headSeq(): number {
    return this.events.length;
  }

  /** How many messages there are up to `seq`; 0 before the first event. */
  ordinalAt(seq: number): number {
    return this.events[seq - 1]?.ordinal ?? 0;
  }

  sent(sender: UserId, clientId: ClientId): TimelineEvent | undefined {
    return this.events[(this.#sent.get(`${sender} ${clientId}`) ?? 0) - 1];
  }

  /** The message, if the person may see it (MEM-5). */
  messageFor(user: UserId, seq: number): MessageCreated | undefined {
    const event = this.events[seq - 1];
    if (!event || !isKnown(event) || event.kind !== 'message.created') return undefined;
    const stays = this.members.get(user)?.memberships ?? [];
    return rangeSetHas(visibleRanges(stays, this.headSeq), seq) ? event : undefined;
  }

  push(event: TimelineEvent): void {
    this.events.push(event);
    if (event.kind !== 'message.created') return;
    this.#sent.set(`${event.sender} ${String(event.clientId)}`, event.seq);
    const sender = this.members.get(event.sender);
    if (sender) sender.read = addToReadSet(sender.read, [[event.seq, event.seq]]);
  }

  join(user: UserId, role: MemberRole, seq: number, position: number): void {
    const stay = { joined: seq, left: null };
    const known = this.members.get(user);
    this.memberCount++;
    if (known) {
      known.role = role;
      known.memberships = [...known.memberships, stay];
      known.position = position;
      known.parting = undefined;
      return;
    }
    this.members.set(user, {
      user,
      role,
      memberships: [stay],
      delivered: 0,
      mutedUntil: null,
      read: [],
      flags: null,
      position,
      parting: undefined,
    });
  }

  /** All at once, so that everybody parts from the same conversation. Returns whether the owner was among them. */
  leave(users: readonly UserId[], seq: number, position: number): boolean {
    const ownerLeaves = users.some((user) => this.members.get(user)?.role === 'owner');
    this.memberCount -= users.length;
    for (const user of users) {
      const member = this.members.get(user);
      if (!member) continue;
      member.role = null;
      member.memberships = member.memberships.map((stay) => ({ ...stay, left: stay.left ?? seq }));
      member.position = position;
      member.parting = { title: this.title, memberCount: this.memberCount };
    }
    return ownerLeaves;
  }

  /** Gives an ownerless group its next owner (MEM-6), if anybody is left. */
  handOver(): RoleChange[] {
    const present: Successor[] = [];
    for (const { user, role, memberships } of this.members.values()) {
      if (role && !this.bots.has(user)) present.push({ user, role, joined: memberships.at(-1)?.joined ?? 0 });
    }
    const owner = nextOwner(present);
    const member = owner && this.members.get(owner);
    if (!member) return [];
    member.role = 'owner';
    return [{ user: member.user, role: 'owner' }];
  }

  /** Gives a member a role. A new owner takes it from the one before, who becomes an admin (MEM-9). */
  changeRole(user: UserId, role: MemberRole, by: UserId): RoleChange[] {
    const member = this.members.get(user);
    if (member) member.role = role;
    const former = this.members.get(by);
    if (role !== 'owner' || !former) return [];
    former.role = 'admin';
    return [{ user: by, role: 'admin' }];
  }

  mute(user: UserId, until: number | null): void {
    const member = this.members.get(user);
    if (member) member.mutedUntil = until;
  }

  presentUsers(): UserId[] {
    return [...this.members.values()].filter(({ role }) => role !== null).map(({ user }) => user);
  }

  snapshot(): ConversationSnapshot {
    const members = [...this.members.values()].map(({ user, role, memberships, delivered, read }) => ({
      user,
      role,
      bot: this.bots.has(user) || undefined,
      memberships,
      delivered,
      read,
      hidden: this.receipts.hidden.get(user),
    }));
    const marks = new Map(members.map(({ user }, index) => [user, index + 1]));
    return {
      id: this.id,
      kind: this.kind,
      title: this.title,
      headSeq: this.headSeq,
      headOrdinal: this.ordinalAt(this.headSeq),
      members,
      authors: Int32Array.from(this.events, (event) =>
        this.receipts.has(event) ? (marks.get(event.sender) ?? 0) : 0,
      ),
    };
  }
}
