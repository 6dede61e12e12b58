import { join } from 'node:path';
import { v7 } from 'uuid';
import { openStore } from '../../src/main/store/open-store.ts';
import { createEngine } from '../../src/main/sync/create-engine.ts';
import type { Engine } from '../../src/main/sync/engine.ts';
import type { Clock } from '../../src/shared/clock.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import type { MessageCreated } from '../../src/shared/model/event.ts';
import { ClientId, ConversationId, UserId } from '../../src/shared/model/ids.ts';
import { encodePush } from '../../src/shared/protocol/codec.ts';
import type { BenchOptions, Row, Target } from '../report.ts';
import { type Corpus, seededRandom } from './corpus.ts';
import { measured, measuredRow } from './measured.ts';
import { StandInRelay } from './stand-in-relay.ts';
import { headOf, me } from './workspace.ts';

const CONVERSATIONS = 100;
const BURST = 5_000;
/** How much may wait before the network would slow down. */
const WINDOW = 2_000;
/** Conversations that are brought up at once: as many as the engine itself does after a connection (comparison.ts). */
const AT_ONCE = 8;

const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** From the socket's frame to the commit, index included: live messages, pages of history, and what a burst tells the page. */
export async function benchIngest(
  options: BenchOptions,
  corpus: Corpus,
  place: { readonly folder: string; readonly workerPath: string; readonly clock: Clock },
): Promise<{ rows: Row[]; targets: Target[] }> {
  const messages = Math.min(100_000, options.option('messages', 1_000_000));
  const half = Math.floor(messages / 2 / CONVERSATIONS);
  const random = seededRandom(9);
  const ids = Array.from({ length: CONVERSATIONS }, () => ConversationId.parse(v7()));
  const people = Array.from({ length: 200 }, () => UserId.parse(v7()));
  const startAt = Date.UTC(2026, 0, 5);
  const event = (conversation: ConversationId, seq: number): MessageCreated => ({
    kind: 'message.created',
    conversation,
    seq,
    ordinal: seq,
    sender: people[Math.floor(random() * people.length)] ?? me,
    at: startAt + seq * 60_000,
    clientId: ClientId.parse(v7()),
    content: { type: 'text', text: corpus.next() },
  });

  options.say('ingest: preparing …');
  const person = { id: me, name: 'me', displayName: 'Me' };
  const relay = new StandInRelay(
    person,
    ids.map((id, index) => ({ ...headOf(id, index), headSeq: half, headOrdinal: half, unread: half })),
  );
  for (const id of ids)
    relay.keep(
      id,
      Array.from({ length: half }, (_, index) => event(id, index + 1)),
    );
  const seqs = new Map(ids.map((id) => [id, half]));
  const pushes = (count: number): string[] =>
    Array.from({ length: count }, (_, n) => {
      const id = ids[n % ids.length] ?? me;
      const conversation = ConversationId.parse(id);
      const seq = (seqs.get(conversation) ?? 0) + 1;
      seqs.set(conversation, seq);
      return encodePush('timeline.appended', { event: event(conversation, seq) });
    });
  const live = pushes(messages / 2);
  const burst = pushes(BURST);

  const store = await openStore({
    file: join(place.folder, 'ingest.db'),
    me,
    clock: place.clock,
    workerPath: place.workerPath,
  });
  let stored = 0;
  const engine: Engine = createEngine({
    store: {
      ...store,
      write: new Proxy(store.write, {
        get(target, name, receiver): unknown {
          if (name !== 'applyPushes') return Reflect.get(target, name, receiver);
          return async (events: readonly MessageCreated[]) => {
            const outcome = await target.applyPushes(events);
            stored += outcome.outcomes.filter((one) => one === 'applied').length;
            return outcome;
          };
        },
      }),
    },
    dialer: relay,
    url: 'ws://bench/v1/socket',
    token: 'a-token-of-twenty-characters',
    me: person,
    version: 'bench',
    clock: place.clock,
    random: Math.random,
    makeId: v7,
    logger: SILENT_LOGGER,
  });
  const online = new Promise<void>((resolve) => {
    engine.on('session.changed', ({ kind }) => {
      if (kind === 'online') resolve();
    });
  });
  engine.start();
  await online;

  async function deliver(frames: readonly string[]): Promise<void> {
    const before = stored;
    for (const [sent, frame] of frames.entries()) {
      while (sent - (stored - before) > WINDOW) await moment();
      relay.deliver(frame);
      // As from the socket, each has a turn of its own.
      await turn();
    }
    while (stored - before < frames.length) await moment();
  }

  async function roam(conversation: ConversationId): Promise<void> {
    for (let seq = half + 1; seq > 1;) {
      const page = await engine.handle['timeline.page']({
        conversation,
        anchor: { at: 'before', seq },
        limit: 200,
      });
      seq = page.items[0]?.seq ?? 1;
    }
  }

  options.say('ingest: live …');
  const lived = await measured(live.length, () => deliver(live));
  options.say('ingest: pages …');
  const { lacking } = await store.read.historyShare();
  const paged = await measured(lacking, async () => {
    const waiting = ids.values();
    const ways = Array.from({ length: AT_ONCE }, async () => {
      for (const id of waiting) await roam(id);
    });
    await Promise.all(ways);
  });
  options.say('ingest: burst …');
  const told: number[] = [];
  const forget = engine.on('store.changed', () => told.push(performance.now()));
  await deliver(burst);
  await new Promise((resolve) => setTimeout(resolve, 500));
  forget();
  const mostTold = Math.max(
    ...told.map((at) => told.filter((other) => other >= at && other < at + 1_000).length),
  );
  const lost = (await store.read.historyShare()).lacking;
  await engine.stop();

  const table = 'Ingest: from the frame to the commit, index included';
  const target = (name: string, actual: number, comparison: '<=' | '>=', bound: number): Target => ({
    name: `ingest: ${name}`,
    actual,
    comparison,
    bound,
  });
  return {
    rows: [
      measuredRow(table, 'live pushes', lived),
      measuredRow(table, 'pages of history', paged),
      {
        table: 'A burst of 5,000 messages',
        subject: 'told to the page',
        values: {
          'changes in the worst second': mostTold,
          'messages lost': lost,
          'RSS MB': process.memoryUsage.rss() / 1e6,
        },
      },
    ],
    targets: [
      target('live pushes, messages/s', lived.perSecond, '>=', 20_000),
      target('pages of history, messages/s', paged.perSecond, '>=', 20_000),
      target('live pushes, CPU µs of the busiest thread', lived.busiestMicroseconds, '<=', 50),
      target('pages of history, CPU µs of the busiest thread', paged.busiestMicroseconds, '<=', 50),
      target('loop delay p99, live, ms', lived.loopDelayP99, '<=', 5),
      target('loop delay p99, pages, ms', paged.loopDelayP99, '<=', 5),
      target('changes told in the worst second of a burst', mostTold, '<=', 20),
      target('messages lost in a burst', lost, '<=', 0),
    ],
  };
}
