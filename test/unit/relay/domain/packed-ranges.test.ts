import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packedRangesHave, packRanges, unpackRanges } from '../../../../src/relay/domain/packed-ranges.ts';
import { normalizeRanges, rangeSetHas, type SeqRange } from '../../../../src/shared/model/range-set.ts';

const set = fc
  .array(
    fc
      .tuple(fc.integer({ min: 1, max: 60 }), fc.nat({ max: 5 }))
      .map(([from, length]): SeqRange => [from, from + length]),
    { maxLength: 12 },
  )
  .map(normalizeRanges);

describe('packed ranges', () => {
  it('hold what the set holds, and unpack to it', () => {
    fc.assert(
      fc.property(set, (ranges) => {
        const packed = packRanges(ranges);
        expect(unpackRanges(packed)).toEqual(ranges);
        for (let seq = 1; seq <= 70; seq++)
          expect(packedRangesHave(packed, seq)).toBe(rangeSetHas(ranges, seq));
      }),
    );
  });
});
