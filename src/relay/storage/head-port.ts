import type { MemberRole, MembershipRange, ConversationKind } from '../../shared/model/conversation.ts';
import type { ConversationFlags, FlagsChange } from '../../shared/model/flags.ts';
import type { ConversationId, DeviceId, UserId } from '../../shared/model/ids.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';
import type { PictureId } from '../../shared/model/profile-picture.ts';
import type { ReceiptPolicy } from '../../shared/model/receipt.ts';

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
  readonly picture: PictureId | null;
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

/** The commit that has changed them. `unchanged`: it is so already. `not-member`: the person never was one. */
export type FlagOutcome = number | 'unchanged' | 'not-member';

/** The part of a relay's storage that knows what each person sees of their conversations from outside. Guarantees as those of RelayStorage. */
export interface HeadStorage {
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
  /** FLG-1: the conversation has changed for this person only (SYN-2). */
  setFlags(change: FlagChange): Promise<FlagOutcome>;
}
