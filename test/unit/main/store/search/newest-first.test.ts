import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStoreInThread } from '../../../../../src/main/store/open-store.ts';
import type { SearchQuery, Store } from '../../../../../src/main/store/port.ts';
import type { MessageCreated } from '../../../../../src/shared/model/event.ts';
import {
  ANNA,
  BO,
  clientId,
  conversationId,
  head,
  ME,
  message,
  wordsOf,
} from '../../../../contract/client-store/fixture.ts';

const NOON = Date.UTC(2026, 0, 5, 12);
const WORDS = ['的', '的文件', 'report', '無'];

/** The timelines of a relay: times go up within a conversation, in steps from none to weeks. */
const relays = fc.array(
  fc.array(
    fc.record({
      step: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 1, max: 3_000_000 }),
        fc.integer({ min: 1, max: 1_000_000_000 }),
      ),
      word: fc.constantFrom(...WORDS),
      sender: fc.constantFrom(ANNA, BO),
    }),
    { minLength: 1, maxLength: 90 },
  ),
  { minLength: 1, maxLength: 4 },
);

function timelinesOf(relay: typeof relays extends fc.Arbitrary<infer R> ? R : never): MessageCreated[][] {
  let ids = 1;
  return relay.map((steps, c) => {
    let at = NOON;
    return steps.map(({ step, word, sender }, index) => {
      at += step;
      return message(index + 1, sender, word, {
        conversation: conversationId(c + 1),
        at,
        clientId: clientId(ids++),
      });
    });
  });
}

/** What search promises, without ids: everything on disk, sorted. */
function naive(all: readonly MessageCreated[], query: Omit<SearchQuery, 'limit'>): string[] {
  return all
    .filter(({ content }) => content.type === 'text' && content.text.includes(query.text))
    .filter(({ conversation }) => !query.conversation || conversation === query.conversation)
    .filter(({ sender }) => !query.sender || sender === query.sender)
    .filter(({ at }) => at >= (query.since ?? 0) && at < (query.until ?? Infinity))
    .toSorted(
      (a, b) =>
        b.at - a.at ||
        (a.conversation < b.conversation ? 1 : a.conversation > b.conversation ? -1 : 0) ||
        b.seq - a.seq,
    )
    .map(({ conversation, seq }) => `${conversation} ${seq}`);
}

async function found(store: Store, query: Omit<SearchQuery, 'limit'>, limit: number): Promise<string[]> {
  const all: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.read.search({ ...query, cursor, limit });
    expect(page.hits.length).toBeLessThanOrEqual(limit);
    if (page.cursor !== null) expect(page.hits).toHaveLength(limit);
    all.push(...page.hits.map(({ item }) => `${item.conversation} ${item.seq}`));
    for (const { item } of page.hits) expect(wordsOf(item)).toContain(query.text);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

describe('hits come by the time of the messages', () => {
  it('newest first, none twice, none left out, in whatever order the history of several conversations was pulled', async () => {
    await fc.assert(
      fc.asyncProperty(
        relays,
        fc.array(fc.record({ which: fc.nat(), size: fc.integer({ min: 1, max: 30 }), where: fc.nat() }), {
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: 20 }),
        fc.record({
          text: fc.constantFrom(...WORDS),
          conversation: fc.option(fc.constant(conversationId(1)), { nil: undefined }),
          sender: fc.option(fc.constantFrom(ANNA, BO), { nil: undefined }),
          since: fc.option(fc.integer({ min: NOON, max: NOON + 1_000_000_000 }), { nil: undefined }),
          until: fc.option(fc.integer({ min: NOON, max: NOON + 9_000_000_000 }), { nil: undefined }),
        }),
        async (relay, pulls, limit, query) => {
          const timelines = timelinesOf(relay);
          const store = openStoreInThread({ file: ':memory:', me: ME, clock: { now: () => NOON } });
          try {
            // Numbered as the model sorts those of one moment.
            await store.write.applyHeads(
              timelines.map((all, c) => head({ id: conversationId(c + 1), headSeq: all.length })),
              1,
            );
            const onDisk = new Set<MessageCreated>();
            for (const { which, size, where } of pulls) {
              const timeline = timelines[which % timelines.length] ?? [];
              const to = 1 + (where % timeline.length);
              const page = timeline.slice(Math.max(0, to - size), to);
              await store.write.applyPage(
                page[0]?.conversation ?? conversationId(1),
                page[0]?.seq ?? 1,
                to,
                page,
              );
              for (const event of page) onDisk.add(event);
            }
            expect(await found(store, query, limit)).toEqual(naive([...onDisk], query));
          } finally {
            await store.close();
          }
        },
      ),
      { numRuns: 120 },
    );
  }, 60_000);

  it('also where one moment, or one slice of time, has thousands', async () => {
    const store = openStoreInThread({ file: ':memory:', me: ME, clock: { now: () => NOON } });
    const all = Array.from({ length: 3_000 }, (_, i) =>
      message(i + 1, ANNA, '的', { at: NOON + Math.floor(i / 1_000), clientId: clientId(i) }),
    );
    await store.write.applyHeads([head({ headSeq: all.length })], 1);
    for (let to = all.length; to > 0; to -= 200)
      await store.write.applyPage(head().id, to - 199, to, all.slice(to - 200, to));
    expect(await found(store, { text: '的' }, 170)).toEqual(naive(all, { text: '的' }));
    await store.close();
  });
});
