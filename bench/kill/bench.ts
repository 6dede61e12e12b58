import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions, BenchResult } from '../report.ts';
import { faultyStarts } from './faults.ts';
import { killRounds } from './rounds.ts';

/** A start takes no longer, whatever is wrong with the file; ms. */
const START_MS = 5_000;

/**
 * A real client is killed `--kills=100` times at random times, which `--seed=1` chooses; and it starts with every kind of file that
 * something is wrong with.
 */
export async function bench({ option, say }: BenchOptions): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-kill-'));
  try {
    const seed = option('seed', 1);
    const started = performance.now();
    const outcome = await killRounds({ folder, kills: option('kills', 100), seed, say });
    const { kills, taken, received, early, damaged, indexWrong, setAside, lost, doubled, missing, unsent } =
      outcome;
    const { draftsLost, readLost } = outcome;
    const seconds = (performance.now() - started) / 1_000;
    const starts = await faultyStarts(join(folder, 'faults'));
    const none = (name: string, actual: number) => ({ name, actual, comparison: '<=', bound: 0 }) as const;
    return {
      rows: [
        {
          table: 'A client killed while it writes and is written to',
          subject: `seed ${seed}`,
          values: {
            kills,
            'before its page was up': early,
            'messages taken': taken,
            'messages received': received,
            seconds,
          },
        },
        ...starts.map(({ name, said, wholeMs, pageMs }) => ({
          table: 'A start with a file of messages that is',
          subject: name,
          values: { 'page says': said, 'ms from the page on': pageMs, 'ms from the process on': wholeMs },
        })),
      ],
      targets: [
        none('files that integrity_check finds damaged', damaged),
        none('search indexes that do not equal the messages', indexWrong),
        none('files set aside', setAside),
        none('messages lost', lost),
        none('messages doubled', doubled),
        none('messages of the relay missing on disk', missing),
        none('messages left in the outbox', unsent),
        none('drafts lost', draftsLost),
        none('read messages that are unread again', readLost),
        none('untrue words about a file', starts.filter(({ truthful }) => !truthful).length),
        {
          name: 'the slowest start with such a file, ms from the process on',
          actual: Math.max(...starts.map(({ wholeMs }) => wholeMs)),
          comparison: '<=',
          bound: START_MS,
        },
      ],
      notes: ['a kill is SIGKILL; after each one the file is checked as the kill has left it'],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
