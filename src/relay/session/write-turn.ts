import type { Clock } from '../../shared/clock.ts';

/** Runs a task at the end of the current turn of the event loop, when everything that resolves in it has resolved. */
export type Defer = (task: () => void) => void;

/** What has frames to write. `flush` is harmless when it has none. */
export interface Flushable {
  flush(): void;
}

/** A flush of fewer connections is not followed by a rest. */
const SMALL_FLUSH = 64;
/** Rest after a large flush, per connection written to: about as long as the writes took. ms. */
const REST_MS_PER_WRITE = 0.02;
/** ms. */
const LONGEST_REST_MS = 20;
/** So long after a large flush another one is likely. ms. */
const BUSY_MS = 1_000;
/** What rides with it goes out by then even if none comes. ms. */
const RIDE_MS = 100;

/**
 * Gathers what one turn of the event loop wants to send, so that a commit batch costs each connection one write and not one
 * per message. After a flush to many connections the next one rests for as long as writing may have taken, at most 20 ms:
 * a busy group's messages then share their writes, and a lone message never waits.
 */
export class WriteTurn {
  readonly #defer: Defer;
  readonly #clock: Clock;
  #waiting: Flushable[] = [];
  #riders = new Set<Flushable>();
  #restUntil = 0;
  #busyUntil = 0;

  constructor(defer: Defer, clock: Clock) {
    this.#defer = defer;
    this.#clock = clock;
  }

  /** To be called once per flush and sender: when it has something that should go out now. */
  add(sender: Flushable): void {
    if (this.#waiting.push(sender) > 1) return;
    const rest = this.#restUntil - this.#clock.monotonic();
    if (rest <= 0) this.#defer(() => this.flush());
    else this.#clock.schedule(rest, () => this.#defer(() => this.flush()));
  }

  /**
   * Whether what the sender has can ride with what others send it: it is written with its next flush, at most 100 ms from now.
   * `false` in quiet times: it has to be added.
   */
  ride(sender: Flushable): boolean {
    if (this.#clock.monotonic() >= this.#busyUntil) return false;
    this.#riders.add(sender);
    if (this.#riders.size === 1) this.#clock.schedule(RIDE_MS, () => this.#flushRiders());
    return true;
  }

  /** Writes at once what waits. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const sender of waiting) sender.flush();
    if (waiting.length < SMALL_FLUSH) return;
    const now = this.#clock.monotonic();
    this.#restUntil = now + Math.min(LONGEST_REST_MS, waiting.length * REST_MS_PER_WRITE);
    this.#busyUntil = now + BUSY_MS;
  }

  #flushRiders(): void {
    const riders = this.#riders;
    this.#riders = new Set();
    for (const sender of riders) sender.flush();
  }
}
