import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextShare } from '../../../../src/relay/domain/packet-share.ts';
import type { PacketSplit } from '../../../../src/shared/model/packet.ts';

/** All shares of a packet, in the order in which they are taken. */
function sharesOf(split: PacketSplit, points: number, shares: number, chance: () => number): number[] {
  const given: number[] = [];
  let rest = points;
  for (let left = shares; left > 0; left--) {
    const share = nextShare({ split, shares: left, points: rest }, chance());
    given.push(share);
    rest -= share;
  }
  return given;
}

describe('shares of a red packet', () => {
  it('[PKT-3] are at least one point each, and together what was in it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('even' as const, 'random' as const),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (split, shares, more, chances) => {
          const points = shares + more;
          const given = sharesOf(split, points, shares, () => Number(chances.next().value));
          expect(given).toHaveLength(shares);
          expect(Math.min(...given)).toBeGreaterThanOrEqual(1);
          expect(given.reduce((sum, share) => sum + share, 0)).toBe(points);
          if (split === 'even') expect(Math.max(...given) - Math.min(...given)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('[PKT-3] let everybody expect the mean by chance, the first as well as the last', () => {
    const [shares, points, packets] = [10, 1_000, 20_000];
    let state = 1;
    const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const sums = new Array<number>(shares).fill(0);
    for (let i = 0; i < packets; i++) {
      for (const [place, share] of sharesOf('random', points, shares, chance).entries()) {
        sums[place] = (sums[place] ?? 0) + share;
      }
    }
    // The last two vary most: a mean of 20,000 of them is within 2 % by far more than four standard deviations.
    for (const sum of sums) expect(Math.abs(sum / packets - 100)).toBeLessThan(2);
  });

  it('[PKT-3] can be one point or nearly twice the mean', () => {
    const rest = { split: 'random', shares: 5, points: 100 } as const;
    expect(nextShare(rest, 0)).toBe(1);
    expect(nextShare(rest, 0.999999)).toBe(39);
    expect(nextShare({ ...rest, points: 5 }, 0.999999)).toBe(1);
    expect(nextShare({ ...rest, shares: 1 }, 0)).toBe(100);
  });
});
