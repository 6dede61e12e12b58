import { crashAt, SCENARIO_NAMES } from '../../test/sim/crash-scenarios.ts';
import { STEP_KINDS } from '../../test/sim/life.ts';
import type { BenchOptions, BenchResult, Row } from '../report.ts';
import type { SimJob, SimReport } from '../sim/job.ts';
import { runJobs } from '../sim/workers.ts';

/** Deaths of one job. */
const PER_JOB = 20;

/**
 * A client dies right before and right after every step that it takes: each call of its store, each frame sent, each frame
 * handled. `--scenario=NAME,…`, `--step=N` for one of them, `--processes=2`.
 */
export async function bench({ option, list, say }: BenchOptions): Promise<BenchResult> {
  const names = SCENARIO_NAMES.filter((name) => list('scenario')?.includes(name) ?? true);
  const only = option('step', -1);
  const jobs: SimJob[] = [];
  const rows: Row[] = [];
  for (const scenario of names) {
    const { steps } = await crashAt(scenario);
    const all = STEP_KINDS.reduce((sum, kind) => sum + steps[kind], 0);
    const fuses = Array.from({ length: all }, (_, step) => step)
      .filter((step) => only < 0 || step === only)
      .flatMap((step) => (['before', 'after'] as const).map((when) => ({ steps: step, when })));
    for (let at = 0; at < fuses.length; at += PER_JOB)
      jobs.push({ kind: 'crashes', scenario, fuses: fuses.slice(at, at + PER_JOB) });
    rows.push({
      table: 'a client that dies at every step',
      subject: scenario,
      values: {
        'calls of the store': steps.store,
        'frames sent': steps.sent,
        'frames handled': steps.received,
        deaths: fuses.length,
      },
    });
  }
  const failures: SimReport['failures'] = [];
  let deaths = 0;
  const started = performance.now();
  await runJobs(jobs, option('processes', 2), ({ runs, failures: failed }) => {
    deaths += runs;
    for (const failure of failed) {
      failures.push(failure);
      say(`${failure.what} fails: ${failure.error}\n  again: ${failure.repeat}`);
    }
    if (deaths % 100 < PER_JOB) say(`  ${deaths} deaths …`);
  });
  const seconds = (performance.now() - started) / 1_000;
  return {
    rows,
    targets: [
      {
        name: 'deaths after which something is lost, doubled or different',
        actual: failures.length,
        comparison: '<=',
        bound: 0,
      },
    ],
    notes: [
      `${deaths} deaths in ${seconds.toFixed(0)} s`,
      ...failures.map(({ what, repeat }) => `${what} fails; again: ${repeat}`),
    ],
  };
}
