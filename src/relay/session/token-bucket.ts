import type { Clock } from '../../shared/clock.ts';

/** What rounding may make of a whole token. */
const ALMOST = 1 - 1e-6;

/** Allows `perSecond` takes a second in the long run and `burst` (≥ 1) at once. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(clock: Clock, perSecond: number, burst: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = clock.monotonic();
  }

  /** `false`: too fast; nothing was taken. */
  take(): boolean {
    this.#fill();
    if (this.#tokens < ALMOST) return false;
    this.#tokens--;
    return true;
  }

  /** Milliseconds until the next take succeeds, at least 1 after one that did not. */
  waitMs(): number {
    this.#fill();
    return Math.max(0, Math.ceil(((ALMOST - this.#tokens) * 1_000) / this.#perSecond));
  }

  /** Nothing has been taken that is not back: it is as good as a new one. */
  get isFull(): boolean {
    this.#fill();
    return this.#tokens >= this.#burst;
  }

  #fill(): void {
    const now = this.#clock.monotonic();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) * this.#perSecond) / 1_000);
    this.#at = now;
  }
}
