import {
  intersectRanges,
  normalizeRanges,
  type RangeSet,
  type SeqRange,
} from '../../shared/model/range-set.ts';

/** How many items a stretch that is on disk has, counted up to `limit`. */
export type CountItems = (from: number, to: number, limit: number) => number;

const END = Number.MAX_SAFE_INTEGER;

/**
 * What of `missing` a page of `count` items from `seq` on (itself included), downwards or upwards, is waiting for: the
 * nearest, as many as there are items too few if each of them were one.
 */
export function lackingFrom(
  missing: RangeSet,
  countItems: CountItems,
  seq: number,
  count: number,
  towards: 'older' | 'newer',
): RangeSet {
  const wanted: SeqRange[] = [];
  let at = seq;
  let need = count;
  while (need > 0) {
    const older = towards === 'older';
    const hole = older
      ? intersectRanges(missing, [[0, at]]).at(-1)
      : intersectRanges(missing, [[at, END]])[0];
    if (!hole) break;
    const stretch = older ? ([hole[1] + 1, at] as const) : ([at, hole[0] - 1] as const);
    if (stretch[0] <= stretch[1]) need -= countItems(...stretch, need);
    if (need <= 0) break;
    const size = Math.min(need, hole[1] - hole[0] + 1);
    wanted.push(older ? [hole[1] - size + 1, hole[1]] : [hole[0], hole[0] + size - 1]);
    need -= size;
    at = older ? hole[0] - 1 : hole[1] + 1;
  }
  return normalizeRanges(wanted);
}
