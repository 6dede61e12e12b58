import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createItemPlaces,
  idsOfSlices,
  layerOfId,
  MAX_LAYER,
  sliceOf,
  sliceOfId,
} from '../../../../src/main/store/item-place.ts';

const SLICE_MS = 2 ** 18;
const NOON = Date.UTC(2026, 0, 5, 12);

/** A table of ids, and places over it. */
function table() {
  const ids = new Set<number>();
  const lastIn = ({ from, to }: { from: number; to: number }): number | undefined => {
    const within = [...ids].filter((id) => id >= from && id <= to);
    return within.length === 0 ? undefined : Math.max(...within);
  };
  return { ids, places: () => createItemPlaces(lastIn) };
}

describe('ids of items', () => {
  it('lie in the slice of their time, each given once, by a restarted store too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 6 * SLICE_MS }), { minLength: 1, maxLength: 300 }),
        fc.nat(),
        (offsets, restartAt) => {
          const { ids, places } = table();
          let current = places();
          for (const [index, offset] of offsets.entries()) {
            if (index === restartAt % offsets.length) current = places();
            const id = current.take(NOON + offset);
            expect(ids.has(id)).toBe(false);
            ids.add(id);
            expect(sliceOfId(id)).toBe(sliceOf(NOON + offset));
            expect(Number.isSafeInteger(id)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are dense: a slice fills 16 ids of the lowest layer, then four times as many of each next one', () => {
    const { ids, places } = table();
    const taken = places();
    for (let i = 0; i < 16 + 64 + 256; i++) ids.add(taken.take(NOON));
    for (const [layer, size] of [16, 64, 256].entries()) {
      const { from, to } = idsOfSlices(layer, sliceOf(NOON), sliceOf(NOON));
      expect(to - from + 1).toBe(size);
      expect([...ids].filter((id) => id >= from && id <= to)).toHaveLength(size);
    }
    expect(layerOfId(taken.take(NOON))).toBe(3);
  });

  it('of later slices are greater within a layer, and layers never meet', () => {
    for (let layer = 0; layer <= MAX_LAYER; layer++) {
      const all = idsOfSlices(layer, 0, 2 ** 24 - 1);
      const some = idsOfSlices(layer, 7, 7);
      expect(some.from).toBe(idsOfSlices(layer, 6, 6).to + 1);
      expect([all.from, all.to].map(layerOfId)).toEqual([layer, layer]);
      expect([some.from, some.to].map(sliceOfId)).toEqual([7, 7]);
      expect(idsOfSlices(layer + 1, 0, 0).from).toBeGreaterThan(all.to);
    }
    expect(Number.isSafeInteger(idsOfSlices(MAX_LAYER, 0, 2 ** 24 - 1).to)).toBe(true);
  });

  it('exist for every time that a relay can claim', () => {
    const { places } = table();
    for (const at of [0, 1, 1_577_836_799_999, 8_640_000_000_000_000])
      expect(sliceOfId(places().take(at))).toBe(sliceOf(at));
    expect(sliceOf(0)).toBe(0);
    expect(sliceOf(8_640_000_000_000_000)).toBe(2 ** 24 - 1);
  });
});
