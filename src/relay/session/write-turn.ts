import type { Clock } from '../../shared/clock.ts';

/** Runs a task at the end of the current turn of the event loop, when everything that resolves in it has resolved. */
export type Defer = (task: () => void) => void;

/** What has frames to write. `flush` is harmless when it has none. */
export interface Flushable {
  flush(): void;
}

/** What goes to fewer connections than this is written at once: gathering would save little. */
export const MANY = 64;
/** Rest after a flush to many, per connection written to: two to three times as long as the writes took. ms. */
const REST_MS_PER_WRITE = 0.03;
/** Nobody sees a message come so much later. ms. */
const LONGEST_REST_MS = 20;
/** So many connections are written to before other work gets its turn: a few milliseconds. */
const SLICE = 1_000;
/** So long after a flush to many another one is likely. ms. */
const BUSY_MS = 1_000;
/** What rides with it goes out by then even if none comes. ms. */
const RIDE_MS = 100;

/**
 * Gathers what is to be sent, so that a connection is written to once and not once per message: a system call costs as much
 * as everything else that a delivery needs. What concerns few people goes out with the end of the turn. What goes to many
 * does so too, but then rests for as long as two to three such flushes take, at most 20 ms: the messages of a busy group
 * share their writes, and a lone message never waits.
 */
export class WriteTurn {
  readonly #defer: Defer;
  readonly #clock: Clock;
  #due: Flushable[] = [];
  #gathered: Flushable[] = [];
  #riders = new Set<Flushable>();
  #restUntil = 0;
  #busyUntil = 0;

  constructor(defer: Defer, clock: Clock) {
    this.#defer = defer;
    this.#clock = clock;
  }

  /** To be called once per flush and sender: when it has something that should go out now. */
  add(sender: Flushable): void {
    if (this.#due.push(sender) === 1) this.#defer(() => this.#flushDue());
  }

  /** To be called once per flush and sender: when it has something that may go out with what follows. */
  gather(sender: Flushable): void {
    if (this.#gathered.push(sender) > 1) return;
    const rest = this.#restUntil - this.#clock.monotonic();
    if (rest <= 0) this.#defer(() => this.#flushGathered());
    else this.#clock.schedule(rest, () => this.#defer(() => this.#flushGathered()));
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
    this.#flushDue();
    const gathered = this.#gathered;
    this.#gathered = [];
    for (const sender of gathered) sender.flush();
  }

  #flushDue(): void {
    const due = this.#due;
    this.#due = [];
    for (const sender of due) sender.flush();
  }

  #flushGathered(): void {
    const gathered = this.#gathered;
    if (gathered.length === 0) return;
    this.#gathered = gathered.length > SLICE ? gathered.slice(SLICE) : [];
    const count = gathered.length - this.#gathered.length;
    for (let index = 0; index < count; index++) gathered[index]?.flush();
    if (this.#gathered.length > 0) {
      this.#defer(() => this.#flushGathered());
      return;
    }
    if (gathered.length < MANY) return;
    const now = this.#clock.monotonic();
    this.#restUntil = now + Math.min(LONGEST_REST_MS, gathered.length * REST_MS_PER_WRITE);
    this.#busyUntil = now + BUSY_MS;
  }

  #flushRiders(): void {
    const riders = this.#riders;
    this.#riders = new Set();
    // A flush to many is about to come: one write each instead of two.
    if (this.#gathered.length > 0) this.#gathered.push(...riders);
    else for (const sender of riders) sender.flush();
  }
}
