import type { Clock } from '../../shared/clock.ts';
import { TokenBucket } from './token-bucket.ts';

/**
 * A token bucket for each of many keys. Full buckets are forgotten, and beyond `maxKeys` whoever took longest ago is, so that
 * no number of keys makes it grow.
 */
export class BucketTable {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #maxKeys: number;
  /** Whoever took longest ago first. */
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(clock: Clock, rate: { readonly perSecond: number; readonly burst: number }, maxKeys: number) {
    this.#clock = clock;
    this.#perSecond = rate.perSecond;
    this.#burst = rate.burst;
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** 0: taken. Otherwise nothing was, and so many milliseconds are to be waited. */
  take(key: string): number {
    const known = this.#buckets.get(key);
    if (known) this.#buckets.delete(key);
    else this.#makeRoom();
    const bucket = known ?? new TokenBucket(this.#clock, this.#perSecond, this.#burst);
    this.#buckets.set(key, bucket);
    return bucket.take() ? 0 : bucket.waitMs();
  }

  #makeRoom(): void {
    for (const [key, bucket] of this.#buckets) {
      if (!bucket.isFull && this.#buckets.size < this.#maxKeys) return;
      this.#buckets.delete(key);
    }
  }
}
