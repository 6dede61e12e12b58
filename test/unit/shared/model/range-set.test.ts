import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addRange,
  intersectRanges,
  normalizeRanges,
  rangeIndexAt,
  rangeSetHas,
  rangeSetSchema,
  rangeSetSize,
  subtractRanges,
  unionRanges,
  type RangeSet,
  type SeqRange,
} from '../../../../src/shared/model/range-set.ts';

const MAX = 60;
const range = fc
  .tuple(fc.integer({ min: 1, max: MAX }), fc.nat({ max: 10 }))
  .map(([from, length]): SeqRange => [from, from + length]);
const ranges = fc.array(range, { maxLength: 12 });
const set = ranges.map(normalizeRanges);

/** The set as what it means. */
function seqs(all: readonly SeqRange[]): Set<number> {
  const result = new Set<number>();
  for (const [from, to] of all) for (let seq = from; seq <= to; seq++) result.add(seq);
  return result;
}

function expectNormal(result: RangeSet, expected: ReadonlySet<number>): void {
  expect(seqs(result)).toEqual(expected);
  result.forEach(([from, to], index) => {
    expect(from).toBeLessThanOrEqual(to);
    // Neither overlapping nor touching: equal sets are equal arrays.
    expect(from).toBeGreaterThan((result[index - 1]?.[1] ?? -1) + 1);
  });
}

describe('range set', () => {
  it('brings any ranges to the normal form', () => {
    fc.assert(fc.property(ranges, (all) => expectNormal(normalizeRanges(all), seqs(all))));
  });

  it('adds one range', () => {
    fc.assert(fc.property(set, range, (a, added) => expectNormal(addRange(a, added), seqs([...a, added]))));
  });

  it('unites, intersects and subtracts as sets do', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const other = seqs(b);
        expectNormal(unionRanges(a, b), seqs([...a, ...b]));
        expectNormal(intersectRanges(a, b), new Set([...seqs(a)].filter((seq) => other.has(seq))));
        expectNormal(subtractRanges(a, b), new Set([...seqs(a)].filter((seq) => !other.has(seq))));
      }),
    );
  });

  it('finds members, sizes and places', () => {
    fc.assert(
      fc.property(set, (a) => {
        const members = seqs(a);
        expect(rangeSetSize(a)).toBe(members.size);
        for (let seq = 1; seq <= MAX + 12; seq++) {
          expect(rangeSetHas(a, seq)).toBe(members.has(seq));
          const index = a.findIndex(([, to]) => to >= seq);
          expect(rangeIndexAt(a, seq)).toBe(index === -1 ? a.length : index);
        }
      }),
    );
  });

  it('never changes what it is given', () => {
    const frozen = (all: RangeSet): RangeSet =>
      Object.freeze(all.map((one) => Object.freeze([...one] as const)));
    fc.assert(
      fc.property(set, set, range, (a, b, added) => {
        const [one, other] = [frozen(a), frozen(b)];
        addRange(one, added);
        for (const combine of [unionRanges, intersectRanges, subtractRanges]) combine(one, other);
        normalizeRanges(one);
        expect([one, other]).toEqual([a, b]);
      }),
    );
  });

  it('[FRM-3] takes ranges in any order from outside, and refuses what is no range or too many', () => {
    const schema = rangeSetSchema(3);
    expect(
      schema.parse([
        [5, 6],
        [1, 2],
        [3, 3],
      ]),
    ).toEqual([
      [1, 3],
      [5, 6],
    ]);
    for (const bad of [[[2, 1]], [[0, 1]], [[1]], [[1, 2, 3]], [[1.5, 2]], [[1, 2_147_483_648]]]) {
      expect(schema.safeParse(bad).success).toBe(false);
    }
    const four = Array.from({ length: 4 }, (_, index) => [index * 2 + 1, index * 2 + 1]);
    expect(schema.safeParse(four).success).toBe(false);
  });
});
