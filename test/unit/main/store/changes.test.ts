import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStoreInThread } from '../../../../src/main/store/open-store.ts';
import type { MessageItem } from '../../../../src/shared/ipc/views.ts';
import type { TimelineEvent } from '../../../../src/shared/model/event.ts';
import { ANNA, BO, created, head, ME, realClock, TEAM } from '../../../contract/client-store/fixture.ts';
import { ChangesModel, type Deed, EMOJI } from './changes-model.ts';

const deed: fc.Arbitrary<Deed> = fc.record({
  target: fc.constantFrom(2, 3),
  sender: fc.constantFrom(ME, ANNA, BO),
  what: fc.oneof(
    { weight: 20, arbitrary: fc.constant('react' as const) },
    { weight: 20, arbitrary: fc.constantFrom('edit' as const, 'pin' as const) },
    { weight: 1, arbitrary: fc.constant('recall' as const) },
  ),
  emoji: fc.constantFrom(...EMOJI),
});

/** The first holds the messages. */
type Page = readonly [from: number, to: number, events: readonly TimelineEvent[]];

/** What the message carries when it is pulled: often nothing. */
const asOfSeq = fc.oneof(fc.constant(0), fc.nat({ max: 45 }));

/** Pages of at most `size` seqs above the messages, put into an order by random keys; some come twice. */
const pages = fc.record({
  size: fc.integer({ min: 1, max: 6 }),
  messagesFirst: fc.boolean(),
  keys: fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 60, maxLength: 60 }),
  again: fc.array(fc.nat(), { maxLength: 3 }),
});

describe('changes of messages', () => {
  it('[MSG-1] end equal, in whatever order pages bring them and however much a pulled message carries', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(deed, { minLength: 5, maxLength: 40, size: 'max' }),
        pages,
        fc.tuple(asOfSeq, asOfSeq),
        async (deeds, { size, messagesFirst, keys, again }, asOf) => {
          const model = new ChangesModel(deeds);
          const store = openStoreInThread({ file: ':memory:', me: ME, clock: realClock });
          await store.write.applyHeads([head({ headSeq: model.headSeq })], 1);
          const parts: Page[] = [[1, 3, []]];
          for (let from = 4; from <= model.headSeq; from += size) {
            const to = Math.min(model.headSeq, from + size - 1);
            parts.push([from, to, model.events.slice(from - 4, to - 3)]);
          }
          const order = parts
            .map((part, i) => [i === 0 && messagesFirst ? -1 : (keys[i] ?? 0), part] as const)
            .sort((a, b) => a[0] - b[0])
            .map(([, part]) => part);
          for (const at of again) order.push(...order.slice(at % order.length, (at % order.length) + 1));
          let seen = 0;
          for (const [from, to, events] of order) {
            seen = Math.max(seen, to);
            // What the relay gives is never older than what it has given before.
            const messages = [2, 3].map((seq, i) => model.message(seq, Math.max(seen, asOf[i] ?? 0)));
            await store.write.applyPage(TEAM, from, to, from === 1 ? [created(), ...messages] : events);
          }

          const { items } = await store.read.page(TEAM, { at: 'latest' }, 50);
          const shown = items.filter((item): item is MessageItem => item.kind === 'message');
          expect(shown.map(outline)).toEqual([2, 3].map((seq) => model.current(seq)));
          await store.close();
        },
      ),
      { numRuns: 300 },
    );
  });
});

function outline({ content, edited, pinned, reactions }: MessageItem) {
  return {
    content,
    edited,
    pinned,
    reactions: reactions
      .map(({ emoji, count, mine, users }) => ({ emoji, count, mine, users: users.toSorted() }))
      .sort((a, b) => (a.emoji < b.emoji ? -1 : 1)),
  };
}
