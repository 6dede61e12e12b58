import {
  type FuzzInput,
  fuzzInput,
  type FuzzVerdict,
  readFuzzInput,
} from '../../test/support/fuzz/frame-fuzz.ts';
import type { BenchOptions, BenchResult, Row } from '../report.ts';

const VERDICTS: readonly FuzzVerdict[] = ['accepted', 'refused', 'broken'];
/** No input may hold a relay up for longer. ms. */
const SLOWEST_MS = 250;
const SHOWN = 2_000;

function describe({ source, reader, cmd, text }: FuzzInput): string {
  return `${source}, read by the ${reader}, cmd ${cmd}, ${text.length} characters: ${JSON.stringify(text.slice(0, SHOWN))}`;
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
  let slowest = { ms: 0, index: first };
  for (let index = first; index < first + inputs; index++) {
    const input = fuzzInput(seed, index);
    const start = performance.now();
    try {
      const verdict = readFuzzInput(input);
      const key = `${input.reader} ${input.source} ${verdict}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    } catch (error) {
      throw new Error(`--seed=${seed} --at=${index} --inputs=1 fails: ${describe(input)}`, { cause: error });
    }
    const ms = performance.now() - start;
    if (ms > slowest.ms) slowest = { ms, index };
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
  const worst = fuzzInput(seed, slowest.index);
  return Promise.resolve({
    rows,
    targets: [{ name: 'slowest input, ms', actual: slowest.ms, comparison: '<=', bound: SLOWEST_MS }],
    notes: [
      'refused: an error of the table, or a push or reply that is not what the protocol promises; broken: no frame at all',
      `slowest: --seed=${seed} --at=${slowest.index}, ${worst.source}, ${worst.text.length} characters`,
    ],
  });
}
