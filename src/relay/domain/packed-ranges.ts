import type { RangeSet, SeqRange } from '../../shared/model/range-set.ts';

/**
 * A range set as one flat array: from, to, from, to … A list of readers looks into the sets of 10,000 members, and one array
 * each keeps that within a millisecond, where arrays of pairs take several.
 */
export type PackedRanges = readonly number[];

export function packRanges(set: RangeSet): PackedRanges {
  const packed: number[] = [];
  for (const [from, to] of set) packed.push(from, to);
  return packed;
}

export function unpackRanges(packed: PackedRanges): RangeSet {
  const set: SeqRange[] = [];
  for (let index = 0; index < packed.length; index += 2) {
    set.push([packed[index] ?? 0, packed[index + 1] ?? 0]);
  }
  return set;
}

/** O(log n). */
export function packedRangesHave(packed: PackedRanges, seq: number): boolean {
  // The bounds up to `seq`: an odd number of them means that a range is open there, or ends there.
  let low = 0;
  let high = packed.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const bound = packed[middle] ?? 0;
    if (bound < seq || (bound === seq && middle % 2 === 0)) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}
