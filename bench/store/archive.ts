import { join } from 'node:path';
import { exportArchive } from '../../src/main/archive/export-archive.ts';
import { importArchive } from '../../src/main/archive/import-archive.ts';
import { openSnapshot } from '../../src/main/store/open-snapshot.ts';
import { openStore } from '../../src/main/store/open-store.ts';
import type { Clock } from '../../src/shared/clock.ts';
import type { BenchOptions, Row, Target } from '../report.ts';
import type { Corpus } from './corpus.ts';
import { longestTurn, measured, measuredRow } from './measured.ts';
import { fill, me } from './workspace.ts';

const MESSAGES = 20_000;
const CONVERSATIONS = 50;
/** Slices are of 3 ms; the kernel counts a thread's time in steps of 4, and a garbage collection may fall into one. */
const LONGEST_TURN_MS = 10;

/** History written into a folder and read out of it, beside the client's main thread at work. The second round counts: the first compiles. */
export async function benchArchive(
  options: BenchOptions,
  corpus: Corpus,
  place: { readonly folder: string; readonly workerPath: string; readonly clock: Clock },
): Promise<{ rows: Row[]; targets: Target[] }> {
  const { workerPath, clock } = place;
  const messages = Math.min(MESSAGES, options.option('messages', MESSAGES));
  const signal = new AbortController().signal;
  const ignored = (): void => undefined;
  const open = (name: string) => openStore({ file: join(place.folder, name), me, clock, workerPath });

  options.say('archive: filling …');
  const from = await open('archived.db');
  await fill(from, corpus, { messages, conversations: CONVERSATIONS, say: ignored });
  const exporting = (name: string) => () =>
    exportArchive(
      {
        openSnapshot: () => openSnapshot({ file: join(place.folder, 'archived.db'), workerPath }),
        me: { id: me, name: 'me', displayName: 'Me' },
        relay: 'wss://bench.invalid',
        client: 'bench',
        clock,
        findFile: () => undefined,
      },
      join(place.folder, name),
      { conversations: null, files: false, language: 'en' },
      signal,
      ignored,
    );
  /** Opened before: what opening costs is measured elsewhere. */
  async function intoNew<T>(name: string, watch: (work: () => Promise<unknown>) => Promise<T>): Promise<T> {
    const into = await open(name);
    const folder = join(place.folder, 'archive-1');
    try {
      return await watch(() =>
        importArchive(
          { read: into.read, write: into.write, me, clock, onDelta: ignored },
          folder,
          signal,
          ignored,
        ),
      );
    } finally {
      await into.close();
    }
  }

  options.say('archive: export …');
  await exporting('archive-1')();
  const exported = await measured(messages, exporting('archive-2'));
  const exportTurn = await longestTurn(exporting('archive-3'));
  await from.close();
  options.say('archive: import …');
  await intoNew('into-1.db', (work) => work());
  const imported = await intoNew('into-2.db', (work) => measured(messages, work));
  const importTurn = await intoNew('into-3.db', longestTurn);

  const table = `Archive: ${messages.toLocaleString('en-US')} messages of ${CONVERSATIONS} conversations`;
  const row = (subject: string, one: typeof exported, turn: number): Row => {
    const { values, ...rest } = measuredRow(table, subject, one);
    return { ...rest, values: { ...values, 'longest turn, CPU ms': turn } };
  };
  const target = (name: string, actual: number): Target => ({
    name: `archive: longest turn of the main thread, ${name}, CPU ms`,
    actual,
    comparison: '<=',
    bound: LONGEST_TURN_MS,
  });
  return {
    rows: [row('export', exported, exportTurn), row('import', imported, importTurn)],
    targets: [target('export', exportTurn), target('import', importTurn)],
  };
}
