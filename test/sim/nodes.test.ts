import { describe, it } from 'vitest';
import { simulate } from './simulation.ts';

const RUNS = Number(process.env['YIDU_SIM_RUNS'] ?? 20);
/** The first seed: a long run can be made in pieces. */
const FROM = Number(process.env['YIDU_SIM_FROM'] ?? 1);
const SEED = process.env['YIDU_SIM_SEED'];
const BATCH = 10;

/** Two nodes, or three. */
function nodesOf(seed: number): number {
  return 2 + (seed % 2);
}

async function run(seed: number, trace?: (line: string) => void): Promise<void> {
  try {
    await simulate(seed, trace, nodesOf(seed));
  } catch (error) {
    throw new Error(
      `seed ${seed} fails; replay: YIDU_SIM_SEED=${seed} npx vitest run test/sim/nodes.test.ts`,
      {
        cause: error,
      },
    );
  }
}

describe('the same with two or three nodes, any of which dies, and a bus that loses, doubles, delays and is cut', () => {
  if (SEED === undefined) {
    for (let first = FROM; first < FROM + RUNS; first += BATCH) {
      const last = Math.min(FROM + RUNS, first + BATCH) - 1;
      it(`[SYN-5] ends equal at all of them, nothing lost, nothing twice: seeds ${first}–${last}`, async () => {
        for (let seed = first; seed <= last; seed++) await run(seed);
      }, 120_000);
    }
  } else {
    it(`replays seed ${SEED}`, () => run(Number(SEED), (line) => process.stderr.write(`${line}\n`)), 120_000);
  }
});
