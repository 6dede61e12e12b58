import type { Clock } from '../../src/shared/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

/** A clock that moves only when told. Timers run in the order of their times, those of one time in order of scheduling. */
export class ManualClock implements Clock {
  #monotonic = 0;
  #wallOffset: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(wall = Date.UTC(2026, 0, 5, 9)) {
    this.#wallOffset = wall;
  }

  now(): number {
    return this.#wallOffset + this.#monotonic;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  schedule(ms: number, task: () => void): () => void {
    const timer = { at: this.#monotonic + ms, order: this.#order++, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that have not run. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer; `undefined`: none waits. */
  get nextIn(): number | undefined {
    const next = this.#next();
    return next && Math.max(0, next.at - this.#monotonic);
  }

  /** Runs what is due within `ms`, each task at its own time, also what those tasks schedule. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) {
      this.#timers.delete(next);
      this.#monotonic = Math.max(this.#monotonic, next.at);
      next.task();
    }
    this.#monotonic = end;
  }

  /** Someone sets the wall clock; durations do not notice. */
  shiftWall(ms: number): void {
    this.#wallOffset += ms;
  }

  #next(): Timer | undefined {
    let best: Timer | undefined;
    for (const timer of this.#timers) {
      if (!best || timer.at < best.at || (timer.at === best.at && timer.order < best.order)) best = timer;
    }
    return best;
  }
}
