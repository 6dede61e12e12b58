import type { ConversationHead, MembershipRange } from '../../shared/model/conversation.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import type { PictureId } from '../../shared/model/profile-picture.ts';
import type { ReceiptPolicy } from '../../shared/model/receipt.ts';
import { intersectRanges, normalizeRanges, type RangeSet } from '../../shared/model/range-set.ts';

/** Everything the writer knows of one conversation, except what only the list shows. */
export interface ConversationState {
  readonly num: number;
  readonly id: ConversationId;
  readonly kind: ConversationHead['kind'];
  readonly title: string | null;
  /** The other person's row. */
  readonly peer: number | null;
  readonly memberCount: number;
  readonly role: ConversationHead['role'];
  /** Newest event that is known to exist. */
  readonly headSeq: number;
  /** `null`: none, or I am no member. */
  readonly picture: PictureId | null;
  readonly announcement: string | null;
  readonly mutedUntil: number | null;
  /** `null`: I am no member, or the head has not been pulled since the store keeps it. */
  readonly receipts: ReceiptPolicy | null;
  readonly memberships: readonly MembershipRange[];
  /** Seqs whose events are on disk. */
  readonly held: RangeSet;
  /** My read set as far as the relay has it. */
  readonly read: RangeSet;
  /** What I have read beyond that; disjoint from `read`. */
  readonly pending: RangeSet;
  /** Of the messages in `pending`, how many the relay still counts as unread. */
  readonly pendingUnread: number;
  /** The badge. */
  readonly unread: number;
  /** The badge covers messages up to here; usually `headSeq`, beyond it when the relay's count came before the event. */
  readonly countedTo: number;
  readonly readUpTo: number;
  /** An unread message on disk calls me by name. */
  readonly mentioned: boolean;
  /** Someone asks me to read a message that I have not read. */
  readonly reminded: boolean;
  /**
   * What a report claims as delivered: the head, from the moment its event is on disk. Older holes are being pulled then;
   * they do not hold it back.
   */
  readonly delivered: number;
  readonly deliveredReported: number;
  readonly reportMessages: number;
  readonly reportMs: number;
}

/** Of a conversation of which nothing is on disk yet, and nothing has been told to anybody. */
export const NOTHING_HELD = {
  headSeq: 0,
  picture: null,
  announcement: null,
  mutedUntil: null,
  receipts: null,
  held: [],
  read: [],
  pending: [],
  pendingUnread: 0,
  unread: 0,
  countedTo: 0,
  readUpTo: 0,
  mentioned: false,
  reminded: false,
  delivered: 0,
  deliveredReported: 0,
} as const satisfies Partial<ConversationState>;

/** The seqs up to `to` that I may see. */
export function visibleSeqs(state: Pick<ConversationState, 'memberships'>, to: number): RangeSet {
  return normalizeRanges(
    state.memberships
      .map(({ joined, left }) => [joined, Math.min(left ?? to, to)] as const)
      .filter(([from, end]) => from <= end),
  );
}

/** The visible seqs of `from … to`, at most up to the head. */
export function visibleWithin(
  state: Pick<ConversationState, 'memberships' | 'headSeq'>,
  from: number,
  to: number,
): RangeSet {
  if (from > to) return [];
  return intersectRanges(visibleSeqs(state, Math.min(to, state.headSeq)), [[from, to]]);
}
