import type { MemberRole, MembershipRange, ConversationKind } from '../../shared/model/conversation.ts';
import type { MessageContent, TimelineEvent } from '../../shared/model/event.ts';
import type { ConversationFlags, FlagsChange } from '../../shared/model/flags.ts';
import type { ClientId, ConversationId, DeviceId, UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';
import type { PacketStorage } from './packet-port.ts';
import type { ReceiptPolicy, RelayReceiptPolicy } from '../../shared/model/receipt.ts';
import type { EventEffects } from '../domain/event-effects.ts';
import type { ChannelStorage } from './channel-port.ts';
import type { Administration } from './administration.ts';
import type { DraftStorage } from './draft-port.ts';
import type { FileStorage } from './file-port.ts';
import type { IntegrationStorage } from './integration-port.ts';
import type { Followed, Lineage } from './lineage.ts';
import type { NewMemberChange } from './member-change.ts';
import type { NewForward, NewMessageChange } from './message-change.ts';
import type { NewReceiptChange } from './receipt-change.ts';

export interface Account extends Person {
  /** Of the relay. */
  readonly administrator?: true | undefined;
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

/** A device as its owner sees it. */
export interface SeenDevice {
  readonly id: DeviceId;
  readonly name: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
}

/** An invite to come; only the hash of its code is stored. */
export interface NewInvite {
  readonly hash: string;
  readonly creator: UserId;
  readonly at: number;
  /** `null`: any number. */
  readonly uses: number | null;
  /** `null`: never. */
  readonly expiresAt: number | null;
  /** The device it is made on, as in an AppendRequest. */
  readonly device?: DeviceId | undefined;
}

/** What somebody wants with the invites of a group, and the roles that may. */
export interface GroupInvites {
  readonly conversation: ConversationId;
  readonly roles: readonly MemberRole[];
}

/** A present or former member, with everything the receipts of a conversation need. */
export interface StoredMember {
  readonly user: UserId;
  /** `null`: no longer a member. */
  readonly role: MemberRole | null;
  /** Oldest first; never empty. */
  readonly memberships: readonly MembershipRange[];
  /** Everything up to this seq is on a device of theirs; 0 = nothing. */
  /** Absent: a person. */
  readonly bot?: boolean | undefined;
  readonly delivered: number;
  readonly read: RangeSet;
  /** What of `read` others are not told (RCP-14); absent: nothing. */
  readonly hidden?: RangeSet | undefined;
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
   * Who wrote what: element `seq - 1` is the author's index in `members` plus one for a message with receipts, 0 for any other event.
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
  /** `null`: none, or the person is no member. */
  readonly announcement: string | null;
  /** `null`: not muted, or the person is no member. */
  readonly mutedUntil: number | null;
  /** Newest event the person may see: the timeline's head, or their last `left`. */
  readonly headSeq: number;
  readonly headOrdinal: number;
  readonly read: RangeSet;
  /** RCP-8. */
  readonly unread: number;
  /** The conversation's own policy; of a former member `null`. */
  readonly receipts: ReceiptPolicy | null;
  /** FLG-1; `null`: the person has set none. */
  readonly flags: ConversationFlags | null;
}

/** How a person wants to keep a conversation from now on; what is absent stays. */
export interface FlagChange {
  readonly user: UserId;
  readonly conversation: ConversationId;
  readonly change: FlagsChange;
  /** As in an AppendRequest. */
  readonly device?: DeviceId | undefined;
}

/** `unchanged`: it is so already. `not-member`: the person never was one. */
export type FlagOutcome = 'changed' | 'unchanged' | 'not-member';

export type NewConversation =
  | {
      readonly kind: 'direct';
      readonly id: ConversationId;
      readonly creator: UserId;
      readonly peer: UserId;
      readonly at: number;
      /** As in an AppendRequest. */
      readonly device?: DeviceId | undefined;
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
      /** As in an AppendRequest. */
      readonly device?: DeviceId | undefined;
    };

export type NewEvent =
  | {
      readonly kind: 'message.created';
      readonly clientId: ClientId;
      readonly content: MessageContent;
      /** Seq of the message it answers. */
      readonly quote?: number | undefined;
      /** The sender asks for no receipts. */
      readonly receipt?: false | undefined;
    }
  | NewForward
  | NewMessageChange
  | { readonly kind: 'conversation.renamed'; readonly title: string }
  | NewMemberChange
  | NewReceiptChange;

export interface AppendRequest {
  readonly conversation: ConversationId;
  readonly sender: UserId;
  readonly at: number;
  readonly event: NewEvent;
  /** The sender must hold one of these roles when the write happens. */
  readonly roles: readonly MemberRole[];
  /** Absent: `by-conversation`. */
  readonly receiptPolicy?: RelayReceiptPolicy;
  /** The device it is done on; one that is signed out refuses the write with `bad_token`. */
  readonly device?: DeviceId | undefined;
  /** MEM-13, of `member.added` of the sender alone: the hash of an invite's code, which then is what lets them in. */
  readonly invite?: string;
}

export type AppendOutcome =
  | ({
      readonly kind: 'appended';
      readonly event: TimelineEvent;
      readonly position: number;
    } & EventEffects)
  /** SEQ-2: this client id is already there; `event` is the stored one. */
  | { readonly kind: 'duplicate'; readonly event: TimelineEvent }
  /** Nothing to do: it is so already. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'not-member' }
  | { readonly kind: 'forbidden' }
  /** MEM-11: the sender may not write before `until`. */
  | { readonly kind: 'muted'; readonly until: number }
  /** Whose role or mute it should change is no member. */
  | { readonly kind: 'no-member' }
  /** The invite is unknown, used up, expired, or to another conversation. */
  | { readonly kind: 'bad-invite' }
  /** More members, reactions, pins or forwarded messages than there may be. */
  | { readonly kind: 'too-many' }
  /** A message that is changed, quoted or forwarded is none that the sender may see. */
  | { readonly kind: 'no-message' }
  /** Nobody has the account of a name card. */
  | { readonly kind: 'no-person' }
  /** What a message refers to is no complete file of its sender's. */
  | { readonly kind: 'no-file' }
  /** The file, or its thumbnail, cannot be shown as a picture. */
  | { readonly kind: 'no-image' }
  /** PKT-2: the sender has fewer points than the red packet. */
  | { readonly kind: 'few-points' }
  /** The message at this index of a forward's `seqs` has nothing to copy. */
  | { readonly kind: 'not-forwardable'; readonly index: number };

export interface ReportRequest {
  readonly conversation: ConversationId;
  readonly user: UserId;
  /** Already cut to the head and the person's memberships by the caller; merged with what is stored here. */
  readonly read: RangeSet;
  /** 0 = not reported. The stored cursor never moves back. */
  readonly delivered: number;
  /** When it was read; absent: read times are not kept. */
  readonly at?: number | undefined;
  /** As in an AppendRequest. */
  readonly device?: DeviceId | undefined;
}

export interface ReportOutcome {
  readonly headSeq: number;
  readonly read: RangeSet;
  /** What of `read` others are not told (RCP-14). */
  readonly hidden: RangeSet;
  readonly unread: number;
  /** Whether this report is a commit of its own; then `position` is its number. */
  readonly changed: boolean;
  readonly position: number;
}

/**
 * Cursors of many people side by side, which travel to a worker for a tenth of what as many objects take. Everything up to
 * `seqs[i]` (≥ 1, not beyond the head) is on `devices[i]` of `users[i]`.
 */
export interface DeliveredCursors {
  readonly users: readonly UserId[];
  readonly devices: readonly DeviceId[];
  readonly seqs: readonly number[];
}

/** One step of removing the receipts of old messages. */
export interface ClosedReceipts {
  /** Messages up to `floor` have no receipts any more; `undefined`: none of the conversations looked at had old ones. */
  readonly closed: { readonly conversation: ConversationId; readonly floor: number } | undefined;
  /** `after` of the next step; `undefined`: this was the last conversation. */
  readonly next: ConversationId | undefined;
}

/**
 * Where a relay keeps everything. All methods are safe to call concurrently; writes take effect in the order of the calls,
 * resolve in that order too, and only once they are durable. The pushes of a conversation keep their order by it (SEQ-3). A failing write rejects with `internal` and has changed nothing.
 * Adapters pass the suite in test/contract/relay-storage.
 */
export interface RelayStorage
  extends Administration, ChannelStorage, DraftStorage, FileStorage, IntegrationStorage, PacketStorage {
  /** A random id made when the storage was created; stays for its life. */
  relayId(): Promise<string>;
  /**
   * Each opening of the data is a generation: a random id, and the position at which it began. Of a device that followed an earlier
   * one it tells whether these data hold what it was told: not, when they were put back to an older state (SYN-9).
   */
  lineage(followed?: Followed): Promise<Lineage>;

  /** `false`: the name is taken, nothing was stored. */
  createAccount(account: Account): Promise<boolean>;
  /**
   * SES-10: creates an account with one use of an invite, all or nothing. The very first account needs no invite, and uses
   * none up.
   */
  createInvitedAccount(
    account: Account,
    inviteHash: string | undefined,
  ): Promise<'created' | 'name-taken' | 'bad-invite'>;
  /** Whether `createInvitedAccount` would take the invite now. */
  mayRegister(inviteHash: string | undefined, at: number): Promise<boolean>;
  /** An invite to the relay. `too-many`: the creator has LIMITS.openInvites of them already. */
  createRelayInvite(invite: NewInvite): Promise<'created' | 'too-many'>;
  /** An invite to a group, of which there may be LIMITS.openInvites. */
  createGroupInvite(
    invite: NewInvite,
    group: GroupInvites,
  ): Promise<'created' | 'too-many' | 'not-member' | 'forbidden'>;
  /** All invites of a group. */
  revokeGroupInvites(
    user: UserId,
    group: GroupInvites,
    device?: DeviceId,
  ): Promise<'revoked' | 'not-member' | 'forbidden'>;
  /** The group that the invite is to, if it lets anybody in now. */
  invitedTo(inviteHash: string, at: number): Promise<ConversationId | undefined>;
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
  deactivateAccount(
    user: UserId,
    at: number,
    device?: DeviceId,
  ): Promise<{ devices: readonly DeviceId[]; left: readonly Extract<AppendOutcome, { kind: 'appended' }>[] }>;
  /** By account name, ascending; `query` matches the start of a word of either name, case folded, and Chinese names as they are typed. */
  listPeople(query: string, after: string, limit: number): Promise<{ people: Person[]; more: boolean }>;
  /** Unknown ids are left out. */
  peopleByIds(users: readonly UserId[]): Promise<Person[]>;

  /** Refused with `bad_credentials` for an account given up, or whose password hash is not `passwordHash` any more. */
  createDevice(device: Device, passwordHash?: string): Promise<void>;
  deviceByTokenHash(tokenHash: string): Promise<{ device: Device; person: Person } | undefined>;
  /** Deleting twice is harmless. */
  deleteDevice(device: DeviceId): Promise<void>;
  /** The most recently seen first, at most LIMITS.devices. */
  listDevices(user: UserId): Promise<SeenDevice[]>;
  /** Unknown devices are ignored. */
  touchDevice(device: DeviceId, at: number): Promise<void>;
  /** Deletes a device of this person's, on their device `by`. `false`: they have no such device. */
  revokeDevice(user: UserId, device: DeviceId, by?: DeviceId): Promise<boolean>;

  /** `created: false`: it was there already (MEM-2, MEM-3); unknown users are left out of a new group. */
  createConversation(
    conversation: NewConversation,
  ): Promise<{ id: ConversationId; created: boolean; event: TimelineEvent }>;
  loadConversation(id: ConversationId): Promise<StoredConversation | undefined>;

  /**
   * Gives the next seq, ordinal and position, stores the event and its effects, and adds a message to its sender's read set
   * (RCP-2), all or nothing. `event.users` is cut to those whom the change concerns, mentions to present members.
   */
  append(request: AppendRequest): Promise<AppendOutcome>;
  /**
   * Events within `ranges`, ascending, nearest to the end first when `limit` or `maxBytes` (of stored JSON) cuts; at least
   * one if there is any. A message comes as it is now, with its last edit, its pin and its reactions; `reader`'s own are
   * always listed.
   */
  readTimeline(
    conversation: ConversationId,
    ranges: RangeSet,
    limit: number,
    maxBytes: number,
    reader?: UserId,
  ): Promise<TimelineEvent[]>;
  /** Seqs of the pinned messages, newest pin first; at most MAX_PINS. */
  pins(conversation: ConversationId): Promise<number[]>;

  report(request: ReportRequest): Promise<ReportOutcome>;
  /**
   * Moves the delivered cursors of many people at once, never back; one commit for all of them. Who was never a member is
   * left out, and so is everybody in a conversation that does not exist. A device that is signed out moves nothing: those are
   * given back. The conversation has not changed by it (SYN-2).
   */
  moveDelivered(conversation: ConversationId, cursors: DeliveredCursors): Promise<readonly DeviceId[]>;

  /** Whether others are told what this person reads in direct conversations (RCP-14); at first they are. */
  directReceipts(user: UserId): Promise<boolean>;
  /** What was told stays told, and what was not stays untold. */
  setDirectReceipts(user: UserId, told: boolean, device?: DeviceId): Promise<void>;
  /** FLG-1: the conversation has changed for this person only (SYN-2). */
  setFlags(change: FlagChange): Promise<FlagOutcome>;
  /** When these people have read the message, as far as it was kept. */
  readTimes(
    conversation: ConversationId,
    seq: number,
    users: readonly UserId[],
  ): Promise<{ readonly user: UserId; readonly at: number }[]>;
  /**
   * RCP-16: looks at some conversations whose id is above `after`, by id, up to the first with messages that are older than
   * `before`, and removes who has read those and when. Everybody who was there has read them from then on.
   */
  closeReceipts(before: number, after: ConversationId | undefined): Promise<ClosedReceipts>;

  /** SYN-1, by conversation id. `position` is the newest commit at the time of the call. */
  listHeads(
    user: UserId,
    since: number,
    after: ConversationId | undefined,
    limit: number,
  ): Promise<{ heads: StoredHead[]; position: number; more: boolean }>;
  /** `undefined`: never a member. */
  head(user: UserId, conversation: ConversationId): Promise<StoredHead | undefined>;
  /** The same for many; whoever never was a member is left out. */
  heads(
    conversation: ConversationId,
    users: readonly UserId[],
  ): Promise<readonly { user: UserId; head: StoredHead }[]>;
  /** The newest commit. */
  position(): Promise<number>;

  /** Waits for open writes. Later calls reject with `shutting_down`. */
  close(): Promise<void>;
}
