import type { Clock } from '../../shared/clock.ts';

/** What rounding may make of a whole token. */
const ALMOST = 1 - 1e-6;

/** Of the burst: so much is taken before other nodes are told. */
const PORTION = 0.1;

/**
 * Allows `perSecond` takes a second in the long run and `burst` (≥ 1) at once. Where buckets of several nodes are to be one, each is given
 * `tell`, which it calls with what was taken since it last did, a tenth of the burst at a time, and hears of the others' by
 * `takenElsewhere`: so all together allow as much as one, and at most a tenth of the burst more for each node there is.
 */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #tell: ((taken: number) => void) | undefined;
  #tokens: number;
  #at: number;
  #untold = 0;

  constructor(clock: Clock, perSecond: number, burst: number, tell?: (taken: number) => void) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tell = tell;
    this.#tokens = burst;
    this.#at = clock.monotonic();
  }

  /** `false`: too fast; nothing was taken. */
  take(): boolean {
    this.#fill();
    if (this.#tokens < ALMOST) return false;
    this.#tokens--;
    if (this.#tell && ++this.#untold >= this.#burst * PORTION) {
      this.#tell(this.#untold);
      this.#untold = 0;
    }
    return true;
  }

  /** So many were taken at another node. A debt that this leaves is at most one burst: more is forgiven. */
  takenElsewhere(taken: number): void {
    this.#fill();
    this.#tokens = Math.max(-this.#burst, this.#tokens - taken);
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
