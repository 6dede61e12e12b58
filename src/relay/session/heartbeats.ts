import type { Clock } from '../../shared/clock.ts';

/** Who has a heartbeat. */
export interface Beating {
  /** Called once after each arming. */
  beat(): void;
}

/**
 * The heartbeats of all connections on one timer, because a timer of its own costs a connection half a kilobyte. All wait
 * equally long, so whoever was armed first comes first.
 */
export class Heartbeats {
  readonly #clock: Clock;
  readonly #everyMs: number;
  /** When each is due, by the monotonic clock; ascending. */
  readonly #due = new Map<Beating, number>();
  #cancelTimer: (() => void) | undefined;

  /** `everyMs`: from arming to beat; > 0. */
  constructor(clock: Clock, everyMs: number) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  /** One beat, `everyMs` from now; one that is armed already waits anew. */
  arm(one: Beating): void {
    this.#due.delete(one);
    this.#due.set(one, this.#clock.monotonic() + this.#everyMs);
    this.#schedule(this.#everyMs);
  }

  /** No beat any more; harmless when none was to come. */
  cancel(one: Beating): void {
    this.#due.delete(one);
    if (this.#due.size > 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #schedule(ms: number): void {
    this.#cancelTimer ??= this.#clock.schedule(ms, () => this.#beat());
  }

  #beat(): void {
    this.#cancelTimer = undefined;
    const now = this.#clock.monotonic();
    for (const [one, due] of this.#due) {
      // Timers may come a moment early.
      if (due > now + 1) {
        this.#schedule(due - now);
        return;
      }
      this.#due.delete(one);
      one.beat();
    }
  }
}
