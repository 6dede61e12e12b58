import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../src/main/store/open-store.ts';
import type { ConversationId } from '../../src/shared/model/ids.ts';
import { type BenchOptions, type BenchResult, percentile, type Target } from '../report.ts';
import { type Corpus, manualCorpus, randomCorpus } from './corpus.ts';
import { benchArchive } from './archive.ts';
import { benchEncryption } from './encryption.ts';
import { benchIngest } from './ingest.ts';
import { compareSearch, type SearchComparison } from './search-comparison.ts';
import { fill, me, systemClock, type Workspace } from './workspace.ts';

const workerPath = fileURLToPath(new URL('../../out/main/store-worker.cjs', import.meta.url));

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Starts with workers of their own, of which the median counts. */
const FIRST_SCREENS = 5;
const PARTS = ['search', 'ingest', 'encryption', 'archive'] as const;

interface CorpusResult {
  readonly search: SearchComparison;
  readonly workspace: Workspace;
  readonly openConversation: number;
  readonly firstScreen: number;
}

async function measure(corpus: Corpus, options: BenchOptions, folder: string): Promise<CorpusResult> {
  const messages = options.option('messages', 1_000_000);
  const file = join(folder, `${corpus.name.replaceAll(' ', '-')}.db`);
  options.say(`${corpus.name}: filling …`);
  let store = await openStore({ file, me, clock: systemClock, workerPath });
  const workspace = await fill(store, corpus, { messages, conversations: 500, say: options.say });
  await store.close();

  const firstScreens: number[] = [];
  for (let n = 0; n < FIRST_SCREENS; n++) {
    store = await openStore({ file, me, clock: systemClock, workerPath });
    // As `conversation.list` asks first.
    firstScreens.push(await timed(() => Promise.all([store.read.conversations(), store.read.totalUnread()])));
    await store.close();
  }
  store = await openStore({ file, me, clock: systemClock, workerPath });
  const latest = (id: ConversationId) => store.read.page(id, { at: 'latest' }, 50);
  const openTimes: number[] = [];
  for (const id of workspace.conversations.slice(0, 100)) openTimes.push(await timed(() => latest(id)));

  await store.close();

  const search = await compareSearch(
    `Search, newest 50 of ${messages.toLocaleString('en-US')} messages, p95 ms: ${corpus.name}`,
    file,
    workspace,
    {
      workerPath,
      messages,
      perShape: options.option('queries', 40),
      inMemory: options.option('in-memory', 100_000),
      say: (text) => options.say(`${corpus.name}: ${text}`),
    },
  );
  return {
    search,
    workspace,
    openConversation: percentile(openTimes, 0.95),
    firstScreen: percentile(firstScreens, 0.5),
  };
}

/**
 * The client's store with its search index, beside the ways others search. `--parts=search,ingest,encryption,archive` chooses what is measured,
 * `--messages=1000000` how many messages are searched, `--queries=40` how many queries of each shape, `--in-memory=100000` how many messages
 * an index in memory is given.
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
      ...result.search.rows,
      {
        table: 'Store',
        subject: corpus.name,
        values: {
          'messages/s into the store': Math.round(result.workspace.messagesPerSecond),
          'loop delay p99 ms': result.workspace.loopDelayP99,
          'first page of the list + total, cold ms': result.firstScreen,
          'open a conversation p95 ms': result.openConversation,
          'recall, Chinese': result.search.recall,
        },
      },
    ],
    targets: [
      target('worst query p95, everywhere, ms', result.search.worstGlobal, '<=', 5),
      target('worst query p95, in one conversation, ms', result.search.worstLocal, '<=', 10),
      target('recall of LIKE, Chinese', result.search.recall, '>=', 1),
      target(
        'index, MB per million messages',
        (result.search.indexMegabytes * 1e6) / options.option('messages', 1_000_000),
        '<=',
        90,
      ),
      target(
        'filled by pushes to 500 conversations in turn (an aim of our own), messages/s',
        result.workspace.messagesPerSecond,
        '>=',
        20_000,
      ),
      target('loop delay p99 while filling, ms', result.workspace.loopDelayP99, '<=', 5),
      target('first screen from the store, cold, ms', result.firstScreen, '<=', 5),
      target('opening a conversation p95, ms', result.openConversation, '<=', 10),
    ],
  };
}
