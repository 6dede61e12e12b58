import {
  type FuzzInput,
  fuzzInput,
  type FuzzVerdict,
  readFuzzInput,
} from '../../test/support/fuzz/frame-fuzz.ts';
import type { BenchOptions, BenchResult, Row, Target } from '../report.ts';

const VERDICTS: readonly FuzzVerdict[] = ['accepted', 'refused', 'broken'];
/** No input may hold its reader up for longer; a relay's frame may be eight times as large as a client's. CPU ms. */
const SLOWEST_MS = { relay: 50, client: 200 } as const;
/** The slowest inputs are read again, and the best CPU time of so many counts: other programs slow single ones down. */
const SLOWEST_KEPT = 200;
const REPEATS = 5;
const SHOWN = 2_000;

function describe({ source, reader, cmd, text }: FuzzInput): string {
  return `${source}, read by the ${reader}, cmd ${cmd}, ${text.length} characters: ${JSON.stringify(text.slice(0, SHOWN))}`;
}

interface Timed {
  readonly ms: number;
  readonly index: number;
}

function timed(read: () => unknown, index: number): Timed {
  const start = performance.now();
  read();
  return { ms: performance.now() - start, index };
}

/** The slowest of the candidates when each is read again. */
function slowestOf(seed: number, candidates: readonly Timed[]): Timed | undefined {
  const again = candidates.map(({ index }) => {
    const input = fuzzInput(seed, index);
    const times = Array.from({ length: REPEATS }, () => {
      const before = process.cpuUsage();
      readFuzzInput(input);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    });
    return { index, ms: Math.min(...times) };
  });
  return again.sort((a, b) => b.ms - a.ms)[0];
}

/**
 * Inputs of all kinds through everything that reads frames. `--seed`, `--inputs`; `--at` with `--inputs=1` replays one. Fails
 * with the first input for which the codec does not do what it promises.
 */
export function bench(options: BenchOptions): Promise<BenchResult> {
  const seed = options.option('seed', 1);
  const inputs = options.option('inputs', 1_000_000);
  const first = options.option('at', 0);
  const counts = new Map<string, number>();
  const candidates: Record<FuzzInput['reader'], Timed[]> = { relay: [], client: [] };
  for (let index = first; index < first + inputs; index++) {
    const input = fuzzInput(seed, index);
    try {
      const one = timed(() => {
        const key = `${input.reader} ${input.source} ${readFuzzInput(input)}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }, index);
      const slow = candidates[input.reader];
      if (slow.length < SLOWEST_KEPT || one.ms > (slow.at(-1)?.ms ?? 0))
        candidates[input.reader] = [...slow, one].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST_KEPT);
    } catch (error) {
      throw new Error(`--seed=${seed} --at=${index} --inputs=1 fails: ${describe(input)}`, { cause: error });
    }
    if ((index + 1) % 250_000 === 0) options.say(`${index + 1 - first} inputs …`);
  }
  const rows: Row[] = [];
  for (const reader of ['relay', 'client'] as const)
    for (const source of ['valid', 'mutated', 'random'] as const)
      rows.push({
        table: `${inputs.toLocaleString('en-US')} inputs, seed ${seed}`,
        subject: `read by the ${reader}, ${source}`,
        values: Object.fromEntries(
          VERDICTS.map((verdict) => [verdict, counts.get(`${reader} ${source} ${verdict}`) ?? 0]),
        ),
      });
  const targets: Target[] = [];
  const notes = [
    'refused: an error of the table, or a push or reply that is not what the protocol promises; broken: no frame at all',
  ];
  for (const reader of ['relay', 'client'] as const) {
    const slowest = slowestOf(seed, candidates[reader]);
    targets.push({
      name: `slowest input read by the ${reader}, twice and encoded, CPU ms`,
      actual: slowest?.ms,
      comparison: '<=',
      bound: SLOWEST_MS[reader],
    });
    if (!slowest) continue;
    const { source, text } = fuzzInput(seed, slowest.index);
    notes.push(
      `slowest of the ${reader}: --seed=${seed} --at=${slowest.index}, ${source}, ${text.length} characters`,
    );
  }
  return Promise.resolve({ rows, targets, notes });
}
