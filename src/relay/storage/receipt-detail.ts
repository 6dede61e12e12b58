import { MAX_READ_RANGES, type MembershipRange } from '../../shared/model/conversation.ts';
import type { RangeSet, SeqRange } from '../../shared/model/range-set.ts';

/** One reported range, and when. */
export interface ReadTime {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** Read times with new ones; beyond MAX_READ_RANGES those of the oldest messages are forgotten. Ascending. */
export function keptReadTimes(times: readonly ReadTime[], fresh: RangeSet, at: number): readonly ReadTime[] {
  return [...times, ...fresh.map(([from, to]) => ({ from, to, at }))]
    .sort((a, b) => a.from - b.from)
    .slice(-MAX_READ_RANGES);
}

/** What counts as read for a member when the receipts up to `floor` are removed (RCP-16); `undefined`: came later. */
export function closingRange(stays: readonly MembershipRange[], floor: number): SeqRange | undefined {
  const first = stays[0]?.joined;
  return first === undefined || first > floor ? undefined : [first, floor];
}

/** What is left of read times when the receipts up to `floor` are removed. */
export function timesAbove(times: readonly ReadTime[], floor: number): readonly ReadTime[] {
  return times
    .filter(({ to }) => to > floor)
    .map(({ from, to, at }) => ({ from: Math.max(from, floor + 1), to, at }));
}

/** Conversations that are looked at in one step of closing receipts. */
export const CLOSING_STEP = 200;
