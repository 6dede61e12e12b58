import type { ConversationKind, MemberRole, MembershipRange } from '../../shared/model/conversation.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';

/** A present or former member in a `ConversationSnapshot`. */
export interface MemberSnapshot {
  readonly user: UserId;
  /** `null`: no longer a member. */
  readonly role: MemberRole | null;
  /** Oldest first; never empty. */
  readonly memberships: readonly MembershipRange[];
  /** No receiver (RCP-3); absent: a person. */
  readonly bot?: boolean | undefined;
  /** Everything up to this seq is on a device of theirs; 0 = nothing. */
  readonly delivered: number;
  readonly read: RangeSet;
  /** What of `read` others are not told (RCP-14); absent: nothing. */
  readonly hidden?: RangeSet | undefined;
}

/** What a `ConversationState` is made from: a conversation as any storage gives it. */
export interface ConversationSnapshot {
  readonly id: ConversationId;
  readonly kind: ConversationKind;
  readonly title: string | null;
  readonly headSeq: number;
  readonly headOrdinal: number;
  /** In order of first joining. */
  readonly members: readonly MemberSnapshot[];
  /**
   * Who wrote what: element `seq - 1` is the author's index in `members` plus one for a message with receipts, 0 for any other
   * event. Length = `headSeq`.
   */
  readonly authors: Int32Array;
}
