import { MAX_READ_RANGES, type MembershipRange } from '../../shared/model/conversation.ts';
import { addRange, normalizeRanges, type RangeSet, type SeqRange } from '../../shared/model/range-set.ts';

/**
 * A read set with more in it. Beyond MAX_READ_RANGES the oldest holes are closed (RCP-10), so the result may hold more than
 * the union; it never holds less. Every place that keeps a read set adds to it by this function: equal sets then stay equal.
 */
export function addToReadSet(read: RangeSet, added: RangeSet): RangeSet {
  let next = read;
  for (const range of added) next = addRange(next, range);
  const excess = next.length - MAX_READ_RANGES;
  const first = next[0];
  const last = next[excess];
  if (excess <= 0 || !first || !last) return next;
  const closed: SeqRange = [first[0], last[1]];
  return [closed, ...next.slice(excess + 1)];
}

/** The events of a person's stays, first and last included, up to `headSeq` (MEM-5). */
export function visibleRanges(stays: readonly MembershipRange[], headSeq: number): RangeSet {
  return normalizeRanges(stays.map(({ joined, left }): SeqRange => [joined, left ?? headSeq]));
}
