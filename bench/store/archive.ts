import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { v7 } from 'uuid';
import { exportArchive } from '../../src/main/archive/export-archive.ts';
import { importArchive } from '../../src/main/archive/import-archive.ts';
import { openSource } from '../../src/main/archive/open-source.ts';
import { openSnapshot } from '../../src/main/store/open-snapshot.ts';
import { openStore } from '../../src/main/store/open-store.ts';
import { MAX_LINE_BYTES } from '../../src/shared/archive/format.ts';
import type { Clock } from '../../src/shared/clock.ts';
import type { BenchOptions, Row, Target } from '../report.ts';
import type { Corpus } from './corpus.ts';
import { longestTurn, measured, measuredRow } from './measured.ts';
import { fill, me } from './workspace.ts';

const MESSAGES = 20_000;
const CONVERSATIONS = 50;
/** Messages whose lines are as long as they may be, in an archive of their own. */
const LONG_LINES = 12;
/** As many as nearly fill such a line. */
const REACTIONS = 8_500;
/** Slices are of 3 ms; the kernel counts a thread's time in steps of 4, and a garbage collection may fall into one. */
const EXPORT_TURN_MS = 10;
/** Lines are read in another thread; what comes from there is passed on. */
const IMPORT_TURN_MS = 5;

/** Makes some messages of an archive as long as lines may be; an export writes none of this length. */
function lengthen(archive: string): void {
  const people = Array.from({ length: REACTIONS }, () => v7());
  let left = LONG_LINES;
  const folder = join(archive, 'conversations');
  for (const name of readdirSync(folder)) {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    // The first is the conversation's own, and there is an empty one behind the last.
    for (let n = 1; n < lines.length - 1 && left > 0; n++, left--) {
      const line = JSON.parse(lines[n] ?? '') as object;
      const reactions = people.map((user, seq) => ({ emoji: '👍', user, amount: 1, seq }));
      const text = JSON.stringify({ ...line, reactions });
      lines[n] = text + ' '.repeat(MAX_LINE_BYTES - Buffer.byteLength(text));
    }
    writeFileSync(join(folder, name), lines.join('\n'));
    if (left === 0) return;
  }
}

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
  const source = (folder: string) =>
    openSource({ folder, me, workerPath: join(dirname(workerPath), 'archive-worker.cjs') });
  /** Opened before: what opening costs is measured elsewhere. */
  async function intoNew<T>(
    name: string,
    archive: string,
    watch: (work: () => Promise<unknown>) => Promise<T>,
  ): Promise<T> {
    const into = await open(name);
    try {
      return await watch(() =>
        importArchive(
          { openSource: source, read: into.read, write: into.write, onDelta: ignored, onChannels: ignored },
          join(place.folder, archive),
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
  await intoNew('into-1.db', 'archive-1', (work) => work());
  const imported = await intoNew('into-2.db', 'archive-1', (work) => measured(messages, work));
  const importTurn = await intoNew('into-3.db', 'archive-1', longestTurn);
  cpSync(join(place.folder, 'archive-1'), join(place.folder, 'long'), { recursive: true });
  lengthen(join(place.folder, 'long'));
  const long = await intoNew('into-4.db', 'long', (work) => measured(messages, work));
  const longTurn = await intoNew('into-5.db', 'long', longestTurn);

  const table = `Archive: ${messages.toLocaleString('en-US')} messages of ${CONVERSATIONS} conversations`;
  const row = (subject: string, one: typeof exported, turn: number): Row => {
    const { values, ...rest } = measuredRow(table, subject, one);
    return { ...rest, values: { ...values, 'longest turn, CPU ms': turn } };
  };
  const target = (name: string, actual: number, bound: number): Target => ({
    name: `archive: longest turn of the main thread, ${name}, CPU ms`,
    actual,
    comparison: '<=',
    bound,
  });
  return {
    rows: [
      row('export', exported, exportTurn),
      row('import', imported, importTurn),
      row(`import, ${LONG_LINES} lines of 1 MiB among them`, long, longTurn),
    ],
    targets: [
      target('export', exportTurn, EXPORT_TURN_MS),
      target('import', importTurn, IMPORT_TURN_MS),
      target('import of lines of 1 MiB', longTurn, IMPORT_TURN_MS),
    ],
  };
}
