import type { MemberRole, MembershipRange, ConversationKind } from '../../shared/model/conversation.ts';
import type { TimelineEvent } from '../../shared/model/event.ts';
import type { ClientId, ConversationId, DeviceId, UserId } from '../../shared/model/ids.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';

/** A present or former member, with everything the receipts of a conversation need. */
export interface StoredMember {
  readonly user: UserId;
  /** `null`: no longer a member. */
  readonly role: MemberRole | null;
  /** Oldest first; never empty. */
  readonly memberships: readonly MembershipRange[];
  /** Absent: a person. */
  readonly bot?: boolean | undefined;
  /** Everything up to this seq is on a device of theirs; 0 = nothing. */
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

/** The part of a relay's storage that makes conversations, and gives them whole to who keeps them in memory. Guarantees as those of RelayStorage. */
export interface ConversationStorage {
  /** `created: false`: it was there already (MEM-2, MEM-3); unknown users are left out of a new group. */
  createConversation(
    conversation: NewConversation,
  ): Promise<{ id: ConversationId; created: boolean; event: TimelineEvent }>;
  loadConversation(id: ConversationId): Promise<StoredConversation | undefined>;
}
