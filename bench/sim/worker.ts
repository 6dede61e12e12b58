/** A process of its own that plays simulations, one job after the other, as `workers.ts` hands them out. */
import { assertNever } from '../../src/shared/assert-never.ts';
import { Counts } from '../../test/sim/counts.ts';
import { crashAt } from '../../test/sim/crash-scenarios.ts';
import { simulate } from '../../test/sim/simulation.ts';
import { SimJob, type SimReport } from './job.ts';

async function work(job: SimJob): Promise<SimReport> {
  const counts = new Counts();
  const failures: SimReport['failures'] = [];
  let runs = 0;
  const attempt = async (what: string, repeat: string, play: () => Promise<void>): Promise<void> => {
    runs += 1;
    await play().catch((error: unknown) => {
      failures.push({
        what,
        repeat,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    });
  };
  switch (job.kind) {
    case 'seeds':
      for (let seed = job.first; seed < job.first + job.count; seed++) {
        const repeat = `YIDU_SIM_SEED=${seed} npx vitest run test/sim/simulation.test.ts`;
        await attempt(`seed ${seed}`, repeat, async () => counts.merge(await simulate(seed)));
      }
      break;
    case 'crashes':
      for (const fuse of job.fuses) {
        const { steps, when } = fuse;
        const repeat = `npm run bench -- crash --scenario="${job.scenario}" --step=${steps}`;
        await attempt(`${job.scenario}, ${when} step ${steps}`, repeat, async () => {
          const { blown } = await crashAt(job.scenario, fuse);
          if (!blown) throw new Error('it did not die');
        });
      }
      break;
    default:
      assertNever(job);
  }
  return { runs, tally: counts.tally(), failures };
}

process.on('message', (message) => {
  // What fails here is the bench's own fault: the process ends, and its owner says so.
  void work(SimJob.parse(message)).then((report) => process.send?.(report));
});
