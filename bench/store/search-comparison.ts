import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { percentile, type Row } from '../report.ts';
import { queryShapes } from './corpus.ts';
import { SearchAnswer, type SearchJob, type SearchPeerName, type SearchPlace } from './search-job.ts';
import { me, type Workspace } from './workspace.ts';

/** How this store searches, beside the others. */
export interface SearchComparison {
  readonly rows: readonly Row[];
  /** p95 in ms of the slowest shape of query. */
  readonly worstGlobal: number;
  readonly worstLocal: number;
  /** Share of a scan's hits that the store has, too; Chinese queries only: there, both mean adjacent text. */
  readonly recall: number;
  readonly indexMegabytes: number;
}

interface Options {
  readonly workerPath: string;
  readonly messages: number;
  readonly perShape: number;
  /** Messages that an index in memory is given. */
  readonly inMemory: number;
  readonly say: (text: string) => void;
}

/** Queries of each shape that are made before any is measured: the first of all would measure how code is compiled. */
const WARM_UP = 3;
/** Each query is asked so often, all others between, and its median counts: what else the machine does is not in it. */
const PASSES = 3;
/** A scan takes half a second: fewer queries say the same. */
const FEW = 12;
const CHINESE = new Set(['one character', 'two characters', 'four characters']);

/** One way of searching, in a process of its own. */
class SearchProcess {
  readonly #child;

  constructor(place: SearchPlace) {
    this.#child = fork(join(import.meta.dirname, 'search-process.ts'), [JSON.stringify(place)], {
      execArgv: [...process.execArgv, '--expose-gc'],
    });
  }

  /** What it says next; rejects when it ends instead. */
  answer(): Promise<SearchAnswer> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => {
        reject(new Error(`a process that searches has ended with ${code}`));
      };
      this.#child.once('exit', onExit);
      this.#child.once('message', (message) => {
        this.#child.off('exit', onExit);
        resolve(SearchAnswer.parse(message));
      });
    });
  }

  ask(job: SearchJob): Promise<SearchAnswer> {
    this.#child.send(job);
    return this.answer();
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}

/** What one of them has found of every query that it was asked everywhere. */
type Found = ReadonlyMap<string, readonly string[]>;

/** Queries by their shape. */
type Shapes = ReadonlyMap<string, readonly string[]>;

interface SearchResult {
  readonly rows: readonly Row[];
  readonly found: Found;
  readonly indexMegabytes: number;
  readonly worstGlobal: number;
  readonly worstLocal: number;
}

/** How the queries of one shape went in one place. */
interface Timed {
  readonly shape: string;
  readonly to: SearchJob['to'];
  /** ms; of the medians of each query's passes. */
  readonly p95: number;
  /** What each query has found, in their order. */
  readonly found: readonly (readonly string[])[];
}

/** Asks all of it in each of these places, `PASSES` times over. */
async function timesOf(
  child: SearchProcess,
  shapes: Shapes,
  places: readonly SearchJob['to'][],
): Promise<readonly Timed[]> {
  const all = [...shapes].flatMap(([shape, queries]) =>
    places.map((to) => ({
      shape,
      to,
      asked: queries.map((query) => ({ query, ms: Array<number>(), texts: Array<string>() })),
    })),
  );
  for (let pass = 0; pass < PASSES; pass++)
    for (const { to, asked } of all)
      for (const one of asked) {
        const { ms, texts } = await child.ask({ query: one.query, to });
        one.ms.push(ms);
        one.texts = texts;
      }
  return all.map(({ shape, to, asked }) => ({
    shape,
    to,
    p95: percentile(
      asked.map(({ ms }) => percentile(ms, 0.5)),
      0.95,
    ),
    found: asked.map(({ texts }) => texts),
  }));
}

async function runPeer(
  table: string,
  subject: string,
  place: SearchPlace,
  shapes: Shapes,
  warmUp: Shapes,
): Promise<SearchResult> {
  const child = new SearchProcess(place);
  try {
    const { indexMegabytes } = await child.answer();
    for (const query of [...warmUp.values()].flat()) await child.ask({ query, to: 'all' });
    const found = new Map<string, readonly string[]>();
    const times: Record<string, number> = {};
    let worstGlobal = 0;
    let worstLocal = 0;
    for (const { shape, to, p95, found: texts } of await timesOf(child, shapes, ['all', 'conversation'])) {
      if (to === 'all') {
        times[shape] = p95;
        worstGlobal = Math.max(worstGlobal, p95);
        for (const [n, query] of (shapes.get(shape) ?? []).entries()) found.set(query, texts[n] ?? []);
      } else {
        times[`${shape}, in one`] = p95;
        worstLocal = Math.max(worstLocal, p95);
      }
    }
    const { rssMegabytes } = await child.ask({ query: 'a', to: 'all' });
    const values = { 'index MB': indexMegabytes, 'RSS MB': rssMegabytes, ...times };
    const rows: Row[] = [{ table, subject, values }];
    if (place.peer === 'store') {
      const narrowed = await timesNarrowed(child, `${table}; narrowed`, shapes);
      worstGlobal = Math.max(
        worstGlobal,
        ...narrowed.flatMap(({ values }) => Object.values(values).map(Number)),
      );
      rows.push(...narrowed);
    }
    return { rows, found, indexMegabytes, worstGlobal, worstLocal };
  } finally {
    await child.close();
    rmSync(place.ownFile, { force: true });
  }
}

const NARROWINGS = { sender: 'to one person', period: 'to a day', texts: 'to texts' } as const;

/** p95 in ms of each shape of query, and of no words at all, a row for each way to narrow them. */
async function timesNarrowed(child: SearchProcess, table: string, shapes: Shapes): Promise<Row[]> {
  const asked = new Map([...shapes, ['no words', Array<string>(FEW).fill('')]]);
  const ways = ['sender', 'period', 'texts'] as const;
  const timed = await timesOf(child, asked, ways);
  return ways.map((way) => ({
    table,
    subject: NARROWINGS[way],
    values: Object.fromEntries(timed.filter(({ to }) => to === way).map(({ shape, p95 }) => [shape, p95])),
  }));
}

/** Share of the wanted hits that are among the found ones, the same text counted as often as it is there. */
function recallOf(wanted: Found, found: Found, queries: readonly string[]): number {
  let expected = 0;
  let got = 0;
  for (const query of queries) {
    const left = new Map<string, number>();
    for (const text of found.get(query) ?? []) left.set(text, (left.get(text) ?? 0) + 1);
    for (const text of wanted.get(query) ?? []) {
      expected++;
      const count = left.get(text) ?? 0;
      if (count > 0) got++;
      left.set(text, count - 1);
    }
  }
  return got / expected;
}

/** Asks the store that lies in the file, and the other ways to search, the same queries. */
export async function compareSearch(
  table: string,
  storeFile: string,
  workspace: Workspace,
  options: Options,
): Promise<SearchComparison> {
  const { messages, inMemory, workerPath } = options;
  const [conversation] = workspace.conversations;
  const [sender] = workspace.people;
  if (!conversation || !sender) throw new Error('nobody is there');
  // A day in the middle of the history.
  const since = workspace.startAt + Math.floor(messages / 2) * workspace.everyMs;
  const until = since + 86_400_000;
  const shapes = queryShapes(workspace.samples, 11, options.perShape);
  const few = new Map([...shapes].map(([shape, queries]) => [shape, queries.slice(0, FEW)]));
  // Recall is against the scan, for all of the queries that it is about.
  const scanned = new Map(
    [...few].map(([shape, queries]) => [shape, CHINESE.has(shape) ? (shapes.get(shape) ?? []) : queries]),
  );
  const warmUp = queryShapes(workspace.samples, 12, WARM_UP);
  const run = (
    peer: SearchPeerName,
    subject: string,
    asked: Shapes,
    newest = messages,
  ): Promise<SearchResult> => {
    options.say(`${subject} …`);
    const place = {
      peer,
      storeFile,
      ownFile: `${storeFile}.peer`,
      workerPath,
      me,
      conversation,
      sender,
      since,
      until,
      newest,
    };
    return runPeer(table, subject, place, asked, warmUp);
  };
  const own = await run('store', 'this store', shapes);
  const scan = await run('like', 'LIKE scan', scanned);
  const trigram = await run('trigram', 'FTS5 trigram, LIKE below 3', few);
  const held = Math.min(messages, inMemory);
  const memory = await run('minisearch', `MiniSearch, ${held.toLocaleString('en-US')} in memory`, few, held);
  const chinese = [...scanned].flatMap(([shape, queries]) => (CHINESE.has(shape) ? queries : []));
  return {
    rows: [own, scan, trigram, memory].flatMap(({ rows }) => rows),
    worstGlobal: own.worstGlobal,
    worstLocal: own.worstLocal,
    recall: recallOf(scan.found, own.found, chinese),
    indexMegabytes: own.indexMegabytes,
  };
}
