import { COUNTED, Counts } from '../../test/sim/counts.ts';
import type { BenchOptions, BenchResult } from '../report.ts';
import type { SimReport } from './job.ts';
import { runJobs } from './workers.ts';

/** Seeds of one job: few enough that both processes end at about the same time. */
const PER_JOB = 10;
const HOUR_MS = 3_600_000;
const SHOWN = 10;

/** Simulated lives: `--seeds=2000` from `--from=1` on, in `--processes=2`. */
export async function bench({ option, say }: BenchOptions): Promise<BenchResult> {
  const seeds = option('seeds', 2_000);
  const from = option('from', 1);
  const processes = option('processes', 2);
  const counts = new Counts();
  const failures: SimReport['failures'] = [];
  let done = 0;
  const started = performance.now();
  const jobs = Array.from({ length: Math.ceil(seeds / PER_JOB) }, (_, index) => ({
    kind: 'seeds' as const,
    first: from + index * PER_JOB,
    count: Math.min(PER_JOB, seeds - index * PER_JOB),
  }));
  await runJobs(jobs, processes, ({ runs, tally, failures: failed }) => {
    counts.merge(tally);
    done += runs;
    for (const failure of failed) {
      failures.push(failure);
      say(`${failure.what} fails: ${failure.error}\n  again: ${failure.repeat}`);
    }
    if (done % 100 < PER_JOB) say(`  ${done} seeds …`);
  });
  const seconds = (performance.now() - started) / 1_000;
  const [behind, ahead] = counts.skewMs;
  return {
    rows: [
      {
        table: 'simulated lives',
        subject: `seeds ${from} … ${from + seeds - 1}`,
        values: {
          seeds: done,
          seconds,
          'seeds/s': done / seconds,
          failures: failures.length,
          'clocks, h': `${(behind / HOUR_MS).toFixed(0)} … +${(ahead / HOUR_MS).toFixed(0)}`,
        },
      },
      ...COUNTED.map((what) => ({
        table: 'what happened in them',
        subject: what,
        values: { times: counts.of(what) },
      })),
    ],
    targets: [
      { name: 'seeds that fail', actual: failures.length, comparison: '<=', bound: 0 },
      ...COUNTED.map(
        (what) => ({ name: what, actual: counts.of(what), comparison: '>=', bound: 1 }) as const,
      ),
    ],
    notes: failures.slice(0, SHOWN).map(({ what, repeat }) => `${what} fails; again: ${repeat}`),
  };
}
