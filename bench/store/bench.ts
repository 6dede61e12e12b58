import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plainText } from '../../src/shared/model/plain-text.ts';
import { openStore } from '../../src/main/store/open-store.ts';
import type { Store } from '../../src/main/store/port.ts';
import type { ConversationId } from '../../src/shared/model/ids.ts';
import { type BenchOptions, type BenchResult, percentile, type Row, type Target } from '../report.ts';
import { type Corpus, manualCorpus, queryShapes, randomCorpus } from './corpus.ts';
import { benchArchive } from './archive.ts';
import { benchEncryption } from './encryption.ts';
import { benchIngest } from './ingest.ts';
import { likeScan, type SearchPeer, trigram } from './peers.ts';
import { fill, me, type Workspace } from './workspace.ts';

const workerPath = fileURLToPath(new URL('../../out/main/store-worker.cjs', import.meta.url));
const systemClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(ms: number, task: () => void) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Starts with workers of their own, of which the median counts. */
const FIRST_SCREENS = 5;
/** Queries of each shape that are made before any is measured. */
const WARM_UP = 3;
const PARTS = ['search', 'ingest', 'encryption', 'archive'] as const;

/** p95 in ms of every query of a shape. */
async function p95(queries: readonly string[], search: (query: string) => unknown): Promise<number> {
  const times: number[] = [];
  for (const query of queries) times.push(await timed(() => search(query)));
  return percentile(times, 0.95);
}

function indexMegabytes(file: string): number {
  const db = new Database(file, { readonly: true });
  const bytes = db.prepare("SELECT SUM(pgsize) FROM dbstat WHERE name LIKE 'search%'").pluck().get();
  db.close();
  return Number(bytes) / 1e6;
}

interface CorpusResult {
  readonly rows: readonly Row[];
  readonly worstGlobal: number;
  readonly worstLocal: number;
  readonly recall: number;
  readonly index: number;
  readonly workspace: Workspace;
  readonly openConversation: number;
  readonly firstScreen: number;
}

const CHINESE = new Set(['one character', 'two characters', 'four characters']);

/** Share of LIKE's newest hits that the store finds too, Chinese queries only: there both mean adjacent text. */
async function recall(
  store: Store,
  peer: SearchPeer,
  shapes: ReadonlyMap<string, readonly string[]>,
  file: string,
) {
  const db = new Database(file, { readonly: true });
  const textOf = db.prepare("SELECT json_extract(body, '$.text') FROM item WHERE id = ?").pluck();
  let expected = 0;
  let found = 0;
  for (const [shape, queries] of shapes) {
    if (!CHINESE.has(shape)) continue;
    for (const query of queries) {
      const wanted = peer.search(query, undefined).map((id) => textOf.get(id) as string);
      const { hits } = await store.read.search({
        text: query,
        conversation: undefined,
        cursor: undefined,
        limit: 50,
      });
      const got = new Map<string, number>();
      for (const { item } of hits) {
        const text = plainText(item.content);
        got.set(text, (got.get(text) ?? 0) + 1);
      }
      for (const text of wanted) {
        expected++;
        const left = got.get(text) ?? 0;
        if (left > 0) found++;
        got.set(text, left - 1);
      }
    }
  }
  db.close();
  return found / expected;
}

async function measure(corpus: Corpus, options: BenchOptions, folder: string): Promise<CorpusResult> {
  const messages = options.option('messages', 1_000_000);
  const perShape = options.option('queries', 40);
  const file = join(folder, `${corpus.name.replaceAll(' ', '-')}.db`);
  options.say(`${corpus.name}: filling …`);
  let store = await openStore({ file, me, clock: systemClock, workerPath });
  const workspace = await fill(store, corpus, { messages, conversations: 500, say: options.say });
  await store.close();

  const firstScreens: number[] = [];
  for (let n = 0; n < FIRST_SCREENS; n++) {
    store = await openStore({ file, me, clock: systemClock, workerPath });
    // As `conversation.list` asks.
    firstScreens.push(await timed(() => Promise.all([store.read.conversations(), store.read.totalUnread()])));
    await store.close();
  }
  store = await openStore({ file, me, clock: systemClock, workerPath });
  const latest = (id: ConversationId) => store.read.page(id, { at: 'latest' }, 50);
  const openTimes: number[] = [];
  for (const id of workspace.conversations.slice(0, 100)) openTimes.push(await timed(() => latest(id)));

  const shapes = queryShapes(workspace.samples, 11, perShape);
  const busiest = workspace.conversations[0];
  const table = `Search, newest 50 of ${messages.toLocaleString('en-US')} messages, p95 ms: ${corpus.name}`;
  // Where nothing has been searched yet, the first queries measure how code is compiled.
  for (const texts of queryShapes(workspace.samples, 12, WARM_UP).values())
    for (const text of texts)
      await store.read.search({ text, conversation: undefined, cursor: undefined, limit: 50 });
  const own: Record<string, number> = {};
  let worstGlobal = 0;
  let worstLocal = 0;
  for (const [shape, queries] of shapes) {
    const search = (conversation: ConversationId | undefined) => (text: string) =>
      store.read.search({ text, conversation, cursor: undefined, limit: 50 });
    const global = await p95(queries, search(undefined));
    const local = await p95(queries, search(busiest));
    own[shape] = global;
    own[`${shape}, in one`] = local;
    worstGlobal = Math.max(worstGlobal, global);
    worstLocal = Math.max(worstLocal, local);
  }
  const index = indexMegabytes(file);
  const rows: Row[] = [{ table, subject: 'this store', values: { 'index MB': index, ...own } }];

  let found = Number.NaN;
  for (const make of [likeScan, trigram]) {
    options.say(`${corpus.name}: ${make === likeScan ? 'LIKE' : 'trigram'} …`);
    const peerFile = join(folder, 'peer.db');
    const peer = make(file, peerFile);
    const values: Record<string, number> = { 'index MB': peer.indexMegabytes };
    // A scan takes half a second: fewer queries say the same.
    for (const [shape, queries] of shapes) {
      const few = queries.slice(0, 12);
      values[shape] = await p95(few, (query) => peer.search(query, undefined));
      values[`${shape}, in one`] = await p95(few, (query) => peer.search(query, 1));
    }
    if (make === likeScan) found = await recall(store, peer, shapes, file);
    rows.push({ table, subject: peer.name, values });
    peer.close();
    rmSync(peerFile);
  }
  await store.close();
  return {
    rows,
    worstGlobal,
    worstLocal,
    recall: found,
    index,
    workspace,
    openConversation: percentile(openTimes, 0.95),
    firstScreen: percentile(firstScreens, 0.5),
  };
}

/**
 * The client's store with its search index, beside the ways others search. `--parts=search,ingest,encryption,archive` chooses what is measured,
 * `--messages=1000000` how many messages are searched, `--queries=40` how many queries of each shape.
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-store-'));
  const parts = options.list('parts') ?? PARTS;
  const place = { folder, workerPath, clock: systemClock };
  const corpus = (seed: number): Corpus => manualCorpus(seed) ?? randomCorpus(seed);
  try {
    const results: Pick<BenchResult, 'rows' | 'targets'>[] = [];
    if (parts.includes('search')) {
      for (const one of [manualCorpus(3), randomCorpus(5)])
        if (one) results.push(await searchTable(one, options, folder));
    }
    if (parts.includes('ingest')) results.push(await benchIngest(options, corpus(13), place));
    if (parts.includes('encryption')) results.push(await benchEncryption(options, corpus(17), place));
    if (parts.includes('archive')) results.push(await benchArchive(options, corpus(19), place));
    return {
      rows: results.flatMap(({ rows }) => rows),
      targets: results.flatMap(({ targets }) => targets),
      notes: manualCorpus(3) ? [] : ['real text is left out: manpages-zh (Debian) is not installed'],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Filling a store with such texts, its list and its search. */
async function searchTable(
  corpus: Corpus,
  options: BenchOptions,
  folder: string,
): Promise<Pick<BenchResult, 'rows' | 'targets'>> {
  const result = await measure(corpus, options, folder);
  const target = (name: string, actual: number, comparison: '<=' | '>=', bound: number): Target => ({
    name: `${name} (${corpus.name})`,
    actual,
    comparison,
    bound,
  });
  return {
    rows: [
      ...result.rows,
      {
        table: 'Store',
        subject: corpus.name,
        values: {
          'messages/s into the store': Math.round(result.workspace.messagesPerSecond),
          'loop delay p99 ms': result.workspace.loopDelayP99,
          'list + total, cold ms': result.firstScreen,
          'open a conversation p95 ms': result.openConversation,
          'recall, Chinese': result.recall,
        },
      },
    ],
    targets: [
      target('worst query p95, everywhere, ms', result.worstGlobal, '<=', 5),
      target('worst query p95, in one conversation, ms', result.worstLocal, '<=', 10),
      target('recall of LIKE, Chinese', result.recall, '>=', 1),
      target(
        'index, MB per million messages',
        (result.index * 1e6) / options.option('messages', 1_000_000),
        '<=',
        90,
      ),
      target('messages/s in', result.workspace.messagesPerSecond, '>=', 20_000),
      target('loop delay p99 while filling, ms', result.workspace.loopDelayP99, '<=', 5),
      target('first screen from the store, cold, ms', result.firstScreen, '<=', 5),
      target('opening a conversation p95, ms', result.openConversation, '<=', 10),
    ],
  };
}
