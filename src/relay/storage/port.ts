import type { MemberRole, MembershipRange, ConversationKind } from '../../shared/model/conversation.ts';
import type { MessageContent, TimelineEvent } from '../../shared/model/event.ts';
import type { ClientId, ConversationId, DeviceId, UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';

export interface Account extends Person {
  readonly passwordHash: string;
  readonly createdAt: number;
}

export interface Device {
  readonly id: DeviceId;
  readonly user: UserId;
  readonly name: string;
  /** SHA-256 of the token, base64url. The token itself is never stored. */
  readonly tokenHash: string;
  readonly createdAt: number;
}

/** A present or former member, with everything the receipts of a conversation need. */
export interface StoredMember {
  readonly user: UserId;
  /** `null`: no longer a member. */
  readonly role: MemberRole | null;
  /** Oldest first; never empty. */
  readonly memberships: readonly MembershipRange[];
  /** Everything up to this seq is on a device of theirs; 0 = nothing. */
  readonly delivered: number;
  readonly read: RangeSet;
}

/** A conversation as the domain loads it into memory. */
export interface StoredConversation {
  readonly id: ConversationId;
  readonly kind: ConversationKind;
  readonly title: string | null;
  readonly headSeq: number;
  readonly headOrdinal: number;
  /** In order of first joining. */
  readonly members: readonly StoredMember[];
  /**
   * Who wrote what: element `seq - 1` is the author's index in `members` plus one for a message, 0 for any other event.
   * Length = `headSeq`.
   */
  readonly authors: Int32Array;
}

/** The part of a ConversationHead that storage knows; pacing is added by the handlers. */
export interface StoredHead {
  readonly id: ConversationId;
  readonly kind: ConversationKind;
  readonly title: string | null;
  readonly peer: UserId | null;
  readonly memberCount: number;
  readonly memberships: readonly MembershipRange[];
  readonly role: MemberRole | null;
  /** Newest event the person may see: the timeline's head, or their last `left`. */
  readonly headSeq: number;
  readonly headOrdinal: number;
  readonly read: RangeSet;
  /** RCP-8. */
  readonly unread: number;
}

export type NewConversation =
  | {
      readonly kind: 'direct';
      readonly id: ConversationId;
      readonly creator: UserId;
      readonly peer: UserId;
      readonly at: number;
    }
  | {
      readonly kind: 'group';
      readonly id: ConversationId;
      readonly creator: UserId;
      readonly clientId: ClientId;
      readonly title: string;
      /** Without the creator, who becomes owner; no duplicates. */
      readonly users: readonly UserId[];
      readonly at: number;
    };

export type NewEvent =
  | { readonly kind: 'message.created'; readonly clientId: ClientId; readonly content: MessageContent }
  | { readonly kind: 'conversation.renamed'; readonly title: string }
  | { readonly kind: 'member.added'; readonly users: readonly UserId[] }
  | { readonly kind: 'member.removed'; readonly users: readonly UserId[] };

export interface AppendRequest {
  readonly conversation: ConversationId;
  readonly sender: UserId;
  readonly at: number;
  readonly event: NewEvent;
  /** The sender must hold one of these roles when the write happens. */
  readonly roles: readonly MemberRole[];
}

export type AppendOutcome =
  | {
      readonly kind: 'appended';
      readonly event: TimelineEvent;
      readonly position: number;
      /** Whose role the event changed: a new owner, when the owner left (MEM-6). */
      readonly roles: readonly { readonly user: UserId; readonly role: MemberRole }[];
    }
  /** SEQ-2: this client id is already there; `event` is the stored one. */
  | { readonly kind: 'duplicate'; readonly event: TimelineEvent }
  /** Nothing to do: every user to add is a member already, or none to remove is one. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'not-member' }
  | { readonly kind: 'forbidden' }
  /** The group would have more than MAX_GROUP_MEMBERS. */
  | { readonly kind: 'too-many' };

export interface ReportRequest {
  readonly conversation: ConversationId;
  readonly user: UserId;
  /** Already cut to the head and the person's memberships by the caller; merged with what is stored here. */
  readonly read: RangeSet;
  /** 0 = not reported. The stored cursor never moves back. */
  readonly delivered: number;
}

export interface ReportOutcome {
  readonly headSeq: number;
  readonly read: RangeSet;
  readonly unread: number;
  readonly position: number;
}

/** Everything up to `seq` (≥ 1, not beyond the head) is on a device of this person's. */
export interface DeliveredCursor {
  readonly user: UserId;
  readonly seq: number;
}

/**
 * Where a relay keeps everything. All methods are safe to call concurrently; writes take effect in the order of the calls,
 * resolve in that order too, and only once they are durable. The pushes of a conversation keep their order by it (SEQ-3). A failing write rejects with `internal` and has changed nothing.
 * Adapters pass the suite in test/contract/relay-storage.
 */
export interface RelayStorage {
  /** A random id made when the storage was created; stays for its life. */
  relayId(): Promise<string>;

  /** `false`: the name is taken, nothing was stored. */
  createAccount(account: Account): Promise<boolean>;
  accountByName(name: string): Promise<Account | undefined>;
  /** By account name, ascending; `query` matches the start of a word of either name, case folded. */
  listPeople(query: string, after: string, limit: number): Promise<{ people: Person[]; more: boolean }>;
  /** Unknown ids are left out. */
  peopleByIds(users: readonly UserId[]): Promise<Person[]>;

  createDevice(device: Device): Promise<void>;
  deviceByTokenHash(tokenHash: string): Promise<{ device: Device; person: Person } | undefined>;
  /** Deleting twice is harmless. */
  deleteDevice(device: DeviceId): Promise<void>;

  /** `created: false`: it was there already (MEM-2, MEM-3); unknown users are left out of a new group. */
  createConversation(
    conversation: NewConversation,
  ): Promise<{ id: ConversationId; created: boolean; event: TimelineEvent }>;
  loadConversation(id: ConversationId): Promise<StoredConversation | undefined>;

  /**
   * Gives the next seq, ordinal and position, stores the event and its effects, and adds a message to its sender's read set
   * (RCP-2), all or nothing. `event.users` is cut to those whom the change concerns.
   */
  append(request: AppendRequest): Promise<AppendOutcome>;
  /**
   * Events within `ranges`, ascending, nearest to the end first when `limit` or `maxBytes` (of stored JSON) cuts; at least
   * one if there is any.
   */
  readTimeline(
    conversation: ConversationId,
    ranges: RangeSet,
    limit: number,
    maxBytes: number,
  ): Promise<TimelineEvent[]>;

  report(request: ReportRequest): Promise<ReportOutcome>;
  /**
   * Moves the delivered cursors of many people at once, never back; one commit for all of them. Who was never a member is
   * left out, and so is everybody in a conversation that does not exist.
   */
  moveDelivered(conversation: ConversationId, cursors: readonly DeliveredCursor[]): Promise<void>;

  /** SYN-1, by conversation id. `position` is the newest commit at the time of the call. */
  listHeads(
    user: UserId,
    since: number,
    after: ConversationId | undefined,
    limit: number,
  ): Promise<{ heads: StoredHead[]; position: number; more: boolean }>;
  /** `undefined`: never a member. */
  head(user: UserId, conversation: ConversationId): Promise<StoredHead | undefined>;
  /** The newest commit. */
  position(): Promise<number>;

  /** Waits for open writes. Later calls reject with `shutting_down`. */
  close(): Promise<void>;
}
