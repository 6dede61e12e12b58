import * as z from 'zod';
import { Seq } from './ids.ts';

/** Seqs `from` to `to`, both included; `from <= to`. */
export type SeqRange = readonly [from: number, to: number];

/**
 * A set of seqs as ascending ranges that neither overlap nor touch, so that equal sets are equal arrays.
 * All functions here keep that form and never change their arguments.
 */
export type RangeSet = readonly SeqRange[];

export const EMPTY_RANGE_SET: RangeSet = [];

const rangeSchema = z
  .tuple([Seq, Seq])
  .refine(([from, to]) => from <= to, 'a range starts after its end')
  .readonly();

/** Accepts ranges in any order, overlapping or not, and gives back the normal form. */
export function rangeSetSchema(maxRanges: number) {
  return z.array(rangeSchema).max(maxRanges).transform(normalizeRanges);
}

/** O(n log n). */
export function normalizeRanges(ranges: readonly SeqRange[]): RangeSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Index of the first range that ends at or after `seq`; `set.length` if none does. O(log n). */
export function rangeIndexAt(set: RangeSet, seq: number): number {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const range = set[middle];
    if (range && range[1] < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** O(log n). */
export function rangeSetHas(set: RangeSet, seq: number): boolean {
  const range = set[rangeIndexAt(set, seq)];
  return range !== undefined && range[0] <= seq;
}

/** Union with one range. O(log n + ranges swallowed + copy). */
export function addRange(set: RangeSet, added: SeqRange): RangeSet {
  const first = rangeIndexAt(set, added[0] - 1);
  let [from, to] = added;
  let end = first;
  for (let range = set[end]; range && range[0] <= to + 1; range = set[++end]) {
    from = Math.min(from, range[0]);
    to = Math.max(to, range[1]);
  }
  return [...set.slice(0, first), [from, to], ...set.slice(end)];
}

export function unionRanges(a: RangeSet, b: RangeSet): RangeSet {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return normalizeRanges([...a, ...b]);
}

/** What of `a` also lies in `b`. O(n + m). */
export function intersectRanges(a: RangeSet, b: RangeSet): RangeSet {
  const result: SeqRange[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const x = a[i];
    const y = b[j];
    if (!x || !y) return result;
    const from = Math.max(x[0], y[0]);
    const to = Math.min(x[1], y[1]);
    if (from <= to) result.push([from, to]);
    if (x[1] < y[1]) i++;
    else j++;
  }
}

/** What of `a` does not lie in `b`. O(n + m). */
export function subtractRanges(a: RangeSet, b: RangeSet): RangeSet {
  const result: SeqRange[] = [];
  let j = 0;
  for (const [from, to] of a) {
    let start = from;
    for (let y = b[j]; y && y[1] < start; y = b[++j]);
    for (let k = j, y = b[k]; y && y[0] <= to && start <= to; y = b[++k]) {
      if (y[0] > start) result.push([start, y[0] - 1]);
      start = Math.max(start, y[1] + 1);
    }
    if (start <= to) result.push([start, to]);
  }
  return result;
}

/** How many seqs the set holds. */
export function rangeSetSize(set: RangeSet): number {
  let size = 0;
  for (const [from, to] of set) size += to - from + 1;
  return size;
}
