import type { MembershipRange } from '../../shared/model/conversation.ts';
import { subtractRanges, type RangeSet } from '../../shared/model/range-set.ts';
import { visibleRanges } from '../domain/read-set.ts';

/**
 * RCP-8: the messages of a person's stays up to `headSeq` that are not in `read`, as differences of ordinals; content is
 * not looked at. `ordinalAt(0)` must be 0.
 */
export function unreadMessages(
  stays: readonly MembershipRange[],
  headSeq: number,
  read: RangeSet,
  ordinalAt: (seq: number) => number,
): number {
  let unread = 0;
  for (const [from, to] of subtractRanges(visibleRanges(stays, headSeq), read)) {
    unread += ordinalAt(to) - ordinalAt(from - 1);
  }
  return unread;
}
