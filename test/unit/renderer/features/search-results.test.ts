import { describe, expect, it } from 'vitest';
import { messageResults, namedResults } from '../../../../src/renderer/src/features/search/search-results.ts';
import {
  betweenDays,
  dayField,
  lastDayOf,
  lastDays,
} from '../../../../src/renderer/src/features/search/search-period.ts';
import type { SearchHit } from '../../../../src/shared/ipc/views.ts';
import { conversationId, conversationRow, message, person, userId } from '../support/fake-world.ts';

const hit = (conversation: number, seq: number): SearchHit => ({
  item: message(conversationId(conversation), seq, {}),
  marks: [],
});
const shape = (hits: SearchHit[], within: number | null = null): string[] =>
  messageResults(hits, within === null ? null : conversationId(within)).map((result) =>
    result.kind === 'hit' ? `${result.first ? '>' : ''}${String(result.hit.item.seq)}` : 'all',
  );

describe('search results', () => {
  it('stand by conversation, the one with the newest hit first', () => {
    expect(shape([hit(1, 9), hit(2, 8), hit(1, 7), hit(2, 6)])).toEqual(['>9', '7', '>8', '6']);
  });

  it('show three of a conversation and the way to the others', () => {
    const hits = [hit(1, 9), hit(1, 8), hit(1, 7), hit(1, 6), hit(2, 5)];
    expect(shape(hits)).toEqual(['>9', '8', '7', 'all', '>5']);
    expect(shape(hits.slice(0, 4), 1)).toEqual(['>9', '8', '7', '6']);
  });

  it('name nobody twice and not me', () => {
    const rows = [conversationRow(1, { kind: 'direct', peer: userId(2) })];
    const found = namedResults(rows, [person(1), person(2), person(3)], userId(1));
    expect(found.map(({ kind, key }) => [kind, key])).toEqual([
      ['conversation', conversationId(1)],
      ['person', userId(3)],
    ]);
  });
});

describe('a period', () => {
  it('of days includes its first and its last', () => {
    const { since, until } = betweenDays('2026-03-01', '2026-03-02');
    expect(since).toBe(new Date(2026, 2, 1).getTime());
    expect(until).toBe(new Date(2026, 2, 3).getTime());
    expect(dayField(lastDayOf(until ?? 0))).toBe('2026-03-02');
  });

  it('is open where no day is given, or nonsense', () => {
    expect(betweenDays('', '2026-13')).toEqual({ since: null, until: null });
    expect(betweenDays('0001-01-01', '').since ?? 0).toBeGreaterThanOrEqual(0);
  });

  it('of the last days begins at midnight and counts today', () => {
    const now = new Date(2026, 10, 22, 15, 30).getTime();
    expect(lastDays(1, now)).toEqual({ since: new Date(2026, 10, 22).getTime(), until: null });
    expect(lastDays(7, now).since).toBe(new Date(2026, 10, 16).getTime());
  });
});
