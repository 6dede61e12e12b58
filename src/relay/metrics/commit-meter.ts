import type { Clock } from '../../shared/clock.ts';
import { Distribution } from './distribution.ts';

const BATCH_CALLS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
const BATCH_SECONDS = [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5];

/** What a storage says about its batches. */
export class CommitMeter {
  /** Calls that wait or are under way. */
  queued = 0;
  /** Of each batch that is durable, or has failed: its calls. */
  readonly calls = new Distribution(BATCH_CALLS);
  /** And the seconds from handing it over until its answers came. */
  readonly seconds = new Distribution(BATCH_SECONDS);
  readonly #clock: Pick<Clock, 'monotonic'>;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** A batch of so many calls begins. Returns what is called once, at its end. */
  began(calls: number): () => void {
    const start = this.#clock.monotonic();
    return () => {
      this.queued -= calls;
      this.calls.add(calls);
      this.seconds.add((this.#clock.monotonic() - start) / 1_000);
    };
  }
}
