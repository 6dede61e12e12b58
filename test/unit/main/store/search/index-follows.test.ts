import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openStoreInThread } from '../../../../../src/main/store/open-store.ts';
import { checkIndex } from '../../../../../src/main/store/search/check-index.ts';
import type { Random } from '../../../../../src/shared/clock.ts';
import type { MessageCreated, TimelineEvent } from '../../../../../src/shared/model/event.ts';
import {
  ANNA,
  applyPush,
  BO,
  clientId,
  created,
  head,
  ME,
  message,
  realClock,
  TEAM,
  temporaryFolder,
} from '../../../../contract/client-store/fixture.ts';
import { randomInt, randomOf, seededRandom } from '../../../../support/seeded-random.ts';
import { PIECES } from './samples.ts';

/** Whatever is done to messages, in whatever order, while the index is whole and while it is being filled. */
async function doAnything(random: Random, file: string): Promise<void> {
  const store = openStoreInThread({ file, me: ME, clock: realClock });
  const { write } = store;
  await write.applyHeads([head()], 1);
  await write.applyPage(TEAM, 1, 1, [created()]);
  let seq = 1;
  let ids = 0;
  const unsent: number[] = [];
  const text = (): string =>
    Array.from({ length: randomInt(random, 1, 6) }, () => randomOf(random, PIECES)).join('');
  const by = () => ({
    ...{ conversation: TEAM, seq: ++seq, ordinal: 0, at: seq * 1_000 },
    sender: randomOf(random, [ANNA, BO]),
  });
  const said = (): MessageCreated => message(++seq, randomOf(random, [ANNA, BO]), text());
  const edited = (target: number): TimelineEvent => {
    return { ...by(), kind: 'message.edited', target, content: { type: 'text', text: text() } };
  };
  const target = (): number => randomInt(random, 1, seq);

  const deeds: (() => Promise<unknown>)[] = [
    () => applyPush(write, said()),
    () => write.applyPage(TEAM, seq + 1, seq + 5, [said(), said(), said(), said(), said()]),
    () => applyPush(write, edited(target())),
    () => {
      // More than once in one write.
      const again = target();
      return write.applyPushes([edited(again), edited(again), said(), edited(seq)]);
    },
    () => applyPush(write, { ...by(), kind: 'message.recalled', target: target() }),
    () => {
      unsent.push(++ids);
      const content = { type: 'text', text: text() } as const;
      // What is confirmed hours later has another id then.
      return write.enqueue({ conversation: TEAM, clientId: clientId(ids), content }, seq * 1_000);
    },
    async () => {
      const id = unsent.shift();
      if (id !== undefined) await write.confirmSent(clientId(id), ++seq, randomInt(random, 1, 2e7));
    },
    async () => {
      // The relay has cut it, or another device of mine has changed it by now.
      const id = unsent.shift();
      if (id !== undefined) await applyPush(write, { ...message(++seq, ME, text()), clientId: clientId(id) });
    },
    async () => {
      const id = unsent.pop();
      if (id !== undefined) await write.deleteUnsent(clientId(id));
    },
    () => write.indexMore(randomInt(random, 1, 8)),
    () => write.tidyIndex(4),
    async () => {
      if (random() < 0.3) await write.restartIndex();
    },
    async () => {
      if (random() > 0.3) return;
      const upTo = randomInt(random, Math.max(1, seq - 20), seq);
      while ((await write.rewind({ conversation: TEAM, upTo, exists: true })).more);
      seq = upTo;
    },
  ];
  for (let step = 0; step < 150; step++) await randomOf(random, deeds)();
  await store.close();
}

it.each(Array.from({ length: 25 }, (_, seed) => seed))(
  'the index has the tokens of each message as it is now, and no others (seed %i)',
  async (seed) => {
    const file = join(temporaryFolder(), 'store.db');
    await doAnything(seededRandom(seed), file);
    const before = new Database(file, { readonly: true });
    expect(checkIndex(before).wrong).toEqual([]);
    before.close();

    const store = openStoreInThread({ file, me: ME, clock: realClock });
    while (await store.write.indexMore(50));
    await store.close();
    const db = new Database(file, { readonly: true });
    const { messages, waiting, wrong } = checkIndex(db);
    expect({ waiting, wrong }).toEqual({ waiting: 0, wrong: [] });
    expect(messages).toBeGreaterThan(0);
    db.close();
  },
);
