import { describe, expect, it } from 'vitest';
import { COUNTED, Counts } from './counts.ts';
import { simulate } from './simulation.ts';

const RUNS = Number(process.env['YIDU_SIM_RUNS'] ?? 200);
/** The first seed: a long run can be made in pieces. */
const FROM = Number(process.env['YIDU_SIM_FROM'] ?? 1);
const SEED = process.env['YIDU_SIM_SEED'];
const BATCH = 20;

/** Runs that meet with everything. */
const ENOUGH = 100;
const DAY_MS = 86_400_000;

async function run(seed: number, counts: Counts, trace?: (line: string) => void): Promise<void> {
  try {
    counts.merge(await simulate(seed, trace));
  } catch (error) {
    throw new Error(`seed ${seed} fails; replay: YIDU_SIM_SEED=${seed} npx vitest run test/sim`, {
      cause: error,
    });
  }
}

describe('several people with several devices each, one relay, and a bad network', () => {
  if (SEED === undefined) {
    const counts = new Counts();
    for (let first = FROM; first < FROM + RUNS; first += BATCH) {
      const last = Math.min(FROM + RUNS, first + BATCH) - 1;
      it(`[SYN-5] end with equal timelines, badges and receipts, nothing lost, nothing twice: seeds ${first}–${last}`, async () => {
        for (let seed = first; seed <= last; seed++) await run(seed, counts);
      }, 120_000);
    }
    if (RUNS >= ENOUGH) {
      it('have really met with all that they are to survive', () => {
        for (const what of COUNTED) expect(counts.of(what), what).toBeGreaterThan(0);
        expect(counts.skewMs[0]).toBeLessThan(-DAY_MS);
        expect(counts.skewMs[1]).toBeGreaterThan(DAY_MS);
      });
    }
  } else {
    it(`replays seed ${SEED}`, async () => {
      await run(Number(SEED), new Counts(), (line) => process.stderr.write(`${line}\n`));
    }, 120_000);
  }
});
