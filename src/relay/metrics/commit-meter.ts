import type { Clock } from '../../shared/clock.ts';

/** Is told of every batch once it is durable, or has failed. `seconds`: from handing it over until its answers came. */
export type BatchListener = (calls: number, seconds: number) => void;

/** What a storage says about its batches. */
export class CommitMeter {
  /** Calls that wait or are under way. */
  queued = 0;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #listener: BatchListener | undefined;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** From now on; only the last one is told. */
  listen(listener: BatchListener): void {
    this.#listener = listener;
  }

  /** A batch of so many calls begins. Returns what is called once, at its end. */
  began(calls: number): () => void {
    const start = this.#clock.monotonic();
    return () => {
      this.queued -= calls;
      this.#listener?.(calls, (this.#clock.monotonic() - start) / 1_000);
    };
  }
}
