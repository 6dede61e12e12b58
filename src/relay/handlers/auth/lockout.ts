import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/clock.ts';

const FREE_ATTEMPTS = 10;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 3_600_000;
const MAX_NAMES = 10_000;

interface Attempts {
  /** In a row, without a success. */
  count: number;
  lockedUntil: number;
}

/** Slows guessing down per account name (SES-7), whether the account exists or not. Remembers the last 10,000 names. */
export class Lockout {
  readonly #records = new Map<string, Attempts>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Counts an attempt as failed until `succeeded`, so that attempts side by side cannot outrun the count.
   * Throws `locked_out` when none is allowed now. `true`: if it fails, none is allowed for a while.
   */
  attempt(name: string): boolean {
    const now = this.#clock.monotonic();
    const record = this.#records.get(name) ?? { count: 0, lockedUntil: 0 };
    if (record.lockedUntil > now) {
      throw new AppError('locked_out', 'too many failed attempts', {
        retryAfterMs: Math.ceil(record.lockedUntil - now),
      });
    }
    record.count++;
    if (record.count >= FREE_ATTEMPTS) {
      const doublings = Math.min(record.count - FREE_ATTEMPTS, 10);
      record.lockedUntil = now + Math.min(FIRST_LOCK_MS * 2 ** doublings, LONGEST_LOCK_MS);
    }
    this.#records.delete(name);
    this.#records.set(name, record);
    const oldest = this.#records.keys().next();
    if (this.#records.size > MAX_NAMES && !oldest.done) this.#records.delete(oldest.value);
    return record.count >= FREE_ATTEMPTS;
  }

  /** The attempt was not decided (the relay was busy): as if it had not been made. */
  withdraw(name: string): void {
    const record = this.#records.get(name);
    if (!record) return;
    record.count--;
    record.lockedUntil = 0;
  }

  succeeded(name: string): void {
    this.#records.delete(name);
  }
}
