import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../../src/main/sync/backoff.ts';

const ALMOST_ONE = 1 - Number.EPSILON;

describe('the backoff', () => {
  it('doubles its limit from half a second to 30 s', () => {
    const limits = [1, 2, 3, 4, 5, 6, 7, 8, 1_000].map((attempt) => backoffMs(attempt, () => ALMOST_ONE) + 1);
    expect(limits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('spreads over the whole range', () => {
    expect(backoffMs(7, () => 0)).toBe(0);
    expect(backoffMs(7, () => 0.5)).toBe(15_000);
  });

  it('waits at least as long as the relay asked for', () => {
    expect(backoffMs(1, () => 0, 60_000)).toBe(60_000);
  });
});
