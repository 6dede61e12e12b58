import { describe, expect, it } from 'vitest';
import { addToReadSet, visibleRanges } from '../../../../src/relay/domain/read-set.ts';
import { MAX_READ_RANGES } from '../../../../src/shared/model/conversation.ts';
import type { SeqRange } from '../../../../src/shared/model/range-set.ts';

describe('read sets', () => {
  it('[RCP-10] closes the oldest holes beyond 1,000 ranges, and no more of them than needed', () => {
    const full = Array.from({ length: MAX_READ_RANGES }, (_, index): SeqRange => [
      index * 10 + 1,
      index * 10 + 2,
    ]);
    const next = addToReadSet(full, [
      [20_001, 20_001],
      [20_010, 20_010],
    ]);
    expect(next.length).toBe(MAX_READ_RANGES);
    expect(next[0]).toEqual([1, 22]);
    expect(next[1]).toEqual(full[3]);
    expect(next.slice(-2)).toEqual([
      [20_001, 20_001],
      [20_010, 20_010],
    ]);
  });

  it('gives back the same set when nothing is added', () => {
    const read: SeqRange[] = [[1, 3]];
    expect(addToReadSet(read, [])).toBe(read);
  });

  it('[MEM-5] cuts stays to the head and joins those that touch', () => {
    const stays = [
      { joined: 1, left: 4 },
      { joined: 5, left: 7 },
      { joined: 9, left: null },
    ];
    expect(visibleRanges(stays, 12)).toEqual([
      [1, 7],
      [9, 12],
    ]);
  });
});
