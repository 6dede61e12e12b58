import type { Clock } from '../../shared/clock.ts';
import { TokenBucket } from './token-bucket.ts';

/** Other nodes are to know that so many were taken of this key's bucket here. */
export type TellTakenOf = (key: string, taken: number) => void;

/**
 * A token bucket for each of many keys, with `tell` shared with other nodes (`takenElsewhere`). Full buckets are forgotten, and beyond `maxKeys` whoever took longest ago is, so that
 * no number of keys makes it grow.
 */
export class BucketTable {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #maxKeys: number;
  readonly #tell: TellTakenOf | undefined;
  /** Whoever took longest ago first. */
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(
    clock: Clock,
    rate: { readonly perSecond: number; readonly burst: number },
    maxKeys: number,
    tell?: TellTakenOf,
  ) {
    this.#clock = clock;
    this.#perSecond = rate.perSecond;
    this.#burst = rate.burst;
    this.#maxKeys = maxKeys;
    this.#tell = tell;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** 0: taken. Otherwise nothing was, and so many milliseconds are to be waited. */
  take(key: string): number {
    const bucket = this.#bucket(key);
    return bucket.take() ? 0 : bucket.waitMs();
  }

  /** So many were taken at another node. */
  takenElsewhere(key: string, taken: number): void {
    this.#bucket(key).takenElsewhere(taken);
  }

  #bucket(key: string): TokenBucket {
    const known = this.#buckets.get(key);
    if (known) this.#buckets.delete(key);
    else this.#makeRoom();
    const bucket = known ?? this.#fresh(key);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #fresh(key: string): TokenBucket {
    const tell = this.#tell;
    const told = tell && ((taken: number) => tell(key, taken));
    return new TokenBucket(this.#clock, this.#perSecond, this.#burst, told);
  }

  #makeRoom(): void {
    for (const [key, bucket] of this.#buckets) {
      if (!bucket.isFull && this.#buckets.size < this.#maxKeys) return;
      this.#buckets.delete(key);
    }
  }
}
