import type { Clock } from '../../src/shared/clock.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** More timers than this in one stretch of time set each other off without end. */
const MAX_STEPS = 200_000;

/** One virtual time for a whole simulated world. Nothing happens between two timers but what they have set off. */
export class SimTime {
  readonly #clock = new ManualClock();

  get clock(): Clock {
    return this.#clock;
  }

  /** Lets everything that is ready run, without time passing. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Virtual milliseconds go by; after each timer everything it set off comes to rest. */
  async pass(ms: number): Promise<void> {
    await this.settle();
    const end = this.#clock.monotonic() + ms;
    for (let steps = 0; ; steps++) {
      if (steps > MAX_STEPS) throw new Error('time does not go on');
      const next = this.#clock.nextIn;
      if (next === undefined || this.#clock.monotonic() + next > end) break;
      this.#clock.advance(next);
      await this.settle();
    }
    this.#clock.advance(end - this.#clock.monotonic());
  }

  /** Passes time until the work is done; fails after `limitMs`. */
  async until<T>(work: Promise<T>, limitMs: number, what: string): Promise<T> {
    let done = false;
    const finished = work.finally(() => (done = true));
    finished.catch(() => undefined);
    await this.settle();
    for (let waited = 0; !isTrue(() => done); waited += 50) {
      if (waited > limitMs) throw new Error(`still waiting for: ${what}`);
      await this.pass(50);
    }
    return finished;
  }
}

/** Keeps the compiler from believing that a variable set by a callback cannot have changed. */
function isTrue(read: () => boolean): boolean {
  return read();
}

/** A device's own clock: its wall time is wrong, and it stops with the process that reads it. */
export class DeviceClock implements Clock {
  readonly #base: Clock;
  readonly #pending = new Set<() => void>();
  #skewMs: number;
  #dead = false;

  constructor(base: Clock, skewMs: number) {
    this.#base = base;
    this.#skewMs = skewMs;
  }

  now(): number {
    return this.#base.now() + this.#skewMs;
  }

  monotonic(): number {
    return this.#base.monotonic();
  }

  schedule(ms: number, task: () => void): () => void {
    if (this.#dead) return () => undefined;
    const cancel = this.#base.schedule(ms, () => {
      this.#pending.delete(cancel);
      task();
    });
    this.#pending.add(cancel);
    return () => {
      this.#pending.delete(cancel);
      cancel();
    };
  }

  jump(ms: number): void {
    this.#skewMs += ms;
  }

  /** The process is gone: its timers never run. */
  kill(): void {
    this.#dead = true;
    for (const cancel of this.#pending) cancel();
    this.#pending.clear();
  }
}
