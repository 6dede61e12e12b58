import { describe, expect, it } from 'vitest';
import { BucketTable } from '../../../../src/relay/session/bucket-table.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

describe('bucket table', () => {
  it('[LIM-5] has a bucket for each key, and says how long to wait', () => {
    const clock = new ManualClock();
    const table = new BucketTable(clock, { perSecond: 2, burst: 3 }, 10);
    expect([1, 2, 3, 4].map(() => table.take('a'))).toEqual([0, 0, 0, 500]);
    expect(table.take('b')).toBe(0);
    clock.advance(499);
    expect(table.take('a')).toBe(1);
    clock.advance(1);
    expect([table.take('a'), table.take('a')]).toEqual([0, 500]);
  });

  it('forgets full buckets, and beyond its bound whoever took longest ago', () => {
    const clock = new ManualClock();
    const table = new BucketTable(clock, { perSecond: 1, burst: 2 }, 3);
    for (const key of ['a', 'a', 'b', 'c']) table.take(key);
    expect(table.size).toBe(3);
    clock.advance(1_000);
    expect(table.take('a')).toBe(0);
    // b and c are full again and older than a.
    table.take('d');
    expect(table.size).toBe(2);
    for (let i = 0; i < 10_000; i++) table.take(`other ${i}`);
    expect(table.size).toBe(3);
    expect([table.take('other 9999'), table.take('other 9999')]).toEqual([0, 1_000]);
  });
});
