import { join } from 'node:path';
import { v7 } from 'uuid';
import * as z from 'zod';
import { inRoot } from '../../scripts/paths.ts';
import { openForReading } from '../../src/main/store/database.ts';
import { checkIndex } from '../../src/main/store/search/check-index.ts';
import { isMessage, type MessageCreated } from '../../src/shared/model/event.ts';
import { ClientId, type ConversationId } from '../../src/shared/model/ids.ts';
import {
  EMPTY_RANGE_SET,
  rangeSetHas,
  type RangeSet,
  unionRanges,
} from '../../src/shared/model/range-set.ts';
import { freePort } from '../../test/support/free-port.ts';
import { openPage, type PageClient } from '../../test/support/page-client.ts';
import { startProcess, startRelay, type TestProcess } from '../../test/support/processes.ts';
import { profileStoreKey } from '../../test/support/profile-store.ts';
import { ProtocolClient } from '../../test/support/protocol-client.ts';
import { seededRandom } from '../store/corpus.ts';

export interface KillPlan {
  readonly folder: string;
  readonly kills: number;
  readonly seed: number;
  readonly say: (text: string) => void;
}

/** What was found over all rounds and in the end; all but the first four must be 0. */
export interface KillOutcome {
  readonly kills: number;
  /** Messages that the client had taken when it was killed, and those that came from the other side. */
  readonly taken: number;
  readonly received: number;
  /** Rounds in which the client was killed before it had opened its store. */
  readonly early: number;
  /** Rounds after which `PRAGMA integrity_check` found something, the index was not equal to the messages, a file was set aside. */
  readonly damaged: number;
  readonly indexWrong: number;
  readonly setAside: number;
  /** Messages that were taken and are not at the relay; that are there twice; that are at the relay and not on the client's disk. */
  readonly lost: number;
  readonly doubled: number;
  readonly missing: number;
  /** Left in the outbox. */
  readonly unsent: number;
  /** Rounds after which the draft was neither the one that was taken last nor the one that was being taken. */
  readonly draftsLost: number;
  /** Seqs that were taken as read and are not on the client's disk as such. */
  readonly readLost: number;
}

/** A life ends at a random time up to this after its account is open; every fourth so long after its process was started. ms. */
const LONGEST_LIFE_MS = 1_500;
/** Between two messages of either side; ms. */
const PACE_MS = 40;

/**
 * A real client writes and is written to, and is killed (SIGKILL) again and again at random times: while it starts, catches up,
 * sends and receives. After each kill its file is checked, in the end everything is compared with the relay.
 */
export async function killRounds({ folder, kills, seed, say }: KillPlan): Promise<KillOutcome> {
  const random = seededRandom(seed);
  const port = await freePort();
  const url = `ws://127.0.0.1:${port}/v1/socket`;
  const relay = await startRelay(join(folder, 'relay'), port);
  const running = new Set<TestProcess>();
  const start = (): TestProcess => {
    const args = [inRoot('src/webhost/start.ts'), '--profile', join(folder, 'client'), '--no-window'];
    const started = startProcess(args);
    running.add(started);
    return started;
  };
  const end = async (client: TestProcess, how: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    running.delete(client);
    await client.end(how);
  };
  try {
    const emma = await ProtocolClient.connect(url);
    const { user } = await emma.register('emma');
    const first = start();
    const page = await pageOf(first);
    const account = await page.ask('account.register', {
      url,
      name: 'lin',
      displayName: '林夕',
      password: 'correct horse',
    });
    if (account.kind !== 'ready') throw new Error('nobody is signed in');
    await page.until('session.get', {}, ({ kind }) => kind === 'online');
    const { id: conversation } = await page.ask('conversation.createDirect', { peer: user.id });
    await end(first, 'SIGTERM');
    const file = join(folder, 'client', 'accounts', account.id, 'store.db');

    const taken = new Set<ClientId>();
    const read = new Set<number>();
    const draft: Draft = { taken: '', offered: '' };
    const found = { early: 0, damaged: 0, indexWrong: 0, setAside: 0, received: 0, draftsLost: 0 };
    for (let kill = 1; kill <= kills; kill++) {
      const client = start();
      const life = alive();
      const talking = [
        talk(client, conversation, life, { taken, read, draft }).catch(() => {
          found.early += 1;
          life.begin();
        }),
        answer(emma, conversation, life, () => void (found.received += 1)),
      ];
      if (kill % 4 !== 0) await life.ready;
      await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * LONGEST_LIFE_MS)));
      await end(client, 'SIGKILL');
      life.over = true;
      await Promise.all(talking);
      const { intact, equal, kept } = inspect(file, conversation);
      if (!intact) found.damaged += 1;
      if (!equal) found.indexWrong += 1;
      if (kept !== draft.taken && kept !== draft.offered) found.draftsLost += 1;
      draft.taken = draft.offered = kept;
      if (kill % 10 === 0) say(`  ${kill} kills, ${taken.size} messages taken, ${found.received} received`);
    }

    const last = start();
    const settled = await pageOf(last);
    await settled.until('session.get', {}, ({ kind }) => kind === 'online');
    const wanted = { conversation, anchor: { at: 'latest' }, limit: 200 } as const;
    await settled.until(
      'timeline.page',
      wanted,
      ({ items, incomplete }) =>
        !incomplete && items.every((item) => item.kind !== 'message' || item.state.kind === 'sent'),
    );
    await historyOf(settled);
    if ((await settled.ask('storage.get', {})).recovery) found.setAside += 1;
    await end(last, 'SIGTERM');

    const stored = await messagesOf(emma, conversation);
    const ids = stored.map(({ clientId }) => clientId);
    const atRelay = new Set(ids);
    const onDisk = seqsIn(file);
    const readOnDisk = readIn(file, conversation);
    emma.close();
    return {
      kills,
      taken: taken.size,
      ...found,
      lost: [...taken].filter((id) => !atRelay.has(id)).length,
      doubled: ids.length - atRelay.size + (onDisk.length - new Set(onDisk).size),
      missing: stored.filter(({ seq }) => !onDisk.includes(seq)).length,
      unsent: unsentIn(file),
      readLost: [...read].filter((seq) => !rangeSetHas(readOnDisk, seq)).length,
    };
  } finally {
    await Promise.all([...running].map((client) => client.end('SIGKILL')));
    await relay.end('SIGKILL');
  }
}

/** What the client has said that it keeps, and what it was told last. */
interface Draft {
  taken: string;
  offered: string;
}

/** What a client has taken over all its lives. */
interface Taken {
  readonly taken: Set<ClientId>;
  readonly read: Set<number>;
  readonly draft: Draft;
}

interface Life {
  over: boolean;
  readonly ready: Promise<undefined>;
  readonly begin: () => void;
}

function alive(): Life {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { over: false, ready: promise, begin: () => resolve(undefined) };
}

async function pageOf(client: TestProcess): Promise<PageClient> {
  const page = await openPage(await client.printed(/Yidu is at (\S+)/));
  // Answers when the account has been opened.
  await page.ask('account.get', {});
  return page;
}

/** What the store keeps of ranges. */
const Ranges = z.array(z.tuple([z.int(), z.int()]));

const pace = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PACE_MS));

/** Writes and reads as long as the client lives; rejects if it died before it had said a word. */
async function talk(
  client: TestProcess,
  conversation: ConversationId,
  life: Life,
  { taken, read, draft }: Taken,
): Promise<void> {
  const page = await pageOf(client);
  life.begin();
  try {
    for (let n = 0; !life.over; n++) {
      const content = { type: 'text', text: `第 ${n} 条 message from lin` } as const;
      const { clientId } = await page.ask('message.send', { conversation, content });
      taken.add(clientId);
      draft.offered = `draft after ${clientId}`;
      const { conversations } = await page.ask('conversation.list', {});
      const version = conversations.find(({ id }) => id === conversation)?.draftVersion ?? 0;
      await page.ask('draft.save', { conversation, text: draft.offered, version });
      draft.taken = draft.offered;
      const { items } = await page.ask('timeline.page', { conversation, anchor: { at: 'latest' }, limit: 5 });
      const shown = items.flatMap((item) =>
        item.kind !== 'message' || item.mine || item.seq === null ? [] : [item.seq],
      );
      await page.ask('read.shown', { conversation, seqs: shown.map((seq) => [seq, seq] as const) });
      for (const seq of shown) read.add(seq);
      await pace();
    }
  } catch {
    // Killed in the middle of it: what it had not answered it need not have taken.
  }
}

async function answer(
  emma: ProtocolClient,
  conversation: ConversationId,
  life: Life,
  onSent: () => void,
): Promise<void> {
  for (let n = 0; !life.over; n++) {
    const clientId = ClientId.parse(v7());
    const { seq } = await emma.request('message.send', {
      conversation,
      clientId,
      content: { type: 'text', text: `回复 ${n} from emma` },
    });
    onSent();
    if (n % 5 === 0) await emma.request('message.recall', { conversation, seq });
    else if (n % 3 === 0)
      await emma.request('message.edit', { conversation, seq, content: { type: 'text', text: `改 ${n}` } });
    await pace();
  }
}

/** As the kill has left it; opening it folds nothing. */
function inspect(
  file: string,
  conversation: ConversationId,
): { readonly intact: boolean; readonly equal: boolean; readonly kept: string } {
  const db = openForReading(file, profileStoreKey(file));
  try {
    const draft = db.prepare<[string], string>('SELECT draft FROM conversation WHERE id = ?').pluck();
    return {
      kept: draft.get(conversation) ?? '',
      intact: db.pragma('integrity_check', { simple: true }) === 'ok',
      equal: checkIndex(db).wrong.length === 0,
    };
  } finally {
    db.close();
  }
}

function seqsIn(file: string): number[] {
  const db = openForReading(file, profileStoreKey(file));
  const seqs = db
    .prepare<[], number>('SELECT seq FROM item WHERE kind = 0 AND seq IS NOT NULL')
    .pluck()
    .all();
  db.close();
  return seqs;
}

function readIn(file: string, conversation: ConversationId): RangeSet {
  const db = openForReading(file, profileStoreKey(file));
  const read = db
    .prepare<[string], string[]>(
      'SELECT p.read, p.pending FROM progress AS p JOIN conversation AS c ON c.num = p.conversation WHERE c.id = ?',
    )
    .raw()
    .get(conversation);
  db.close();
  return Ranges.array()
    .parse(read?.map((each) => JSON.parse(each) as unknown))
    .reduce(unionRanges, EMPTY_RANGE_SET);
}

function unsentIn(file: string): number {
  const db = openForReading(file, profileStoreKey(file));
  const count =
    db.prepare<[], number>('SELECT count(*) FROM item WHERE queued IS NOT NULL').pluck().get() ?? 0;
  db.close();
  return count;
}

/** Resolves when all of the history is on the client's disk. */
function historyOf(page: PageClient): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (percent: number): void => {
      if (percent === 100) resolve();
    };
    page.on('history.changed', ({ percent }) => look(percent));
    page.ask('history.get', {}).then(({ percent }) => look(percent), reject);
  });
}

async function messagesOf(reader: ProtocolClient, conversation: ConversationId): Promise<MessageCreated[]> {
  const all: MessageCreated[] = [];
  for (let to = 2_147_483_647; to >= 1;) {
    const { events } = await reader.request('timeline.pull', { conversation, from: 1, to, limit: 200 });
    const first = events[0];
    if (!first) break;
    all.unshift(...events.filter(isMessage));
    to = first.seq - 1;
  }
  return all;
}
