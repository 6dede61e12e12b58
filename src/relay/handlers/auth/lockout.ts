import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/clock.ts';
import {
  type AttemptAnswer,
  type Attempts,
  decideAttempt,
  MAX_ATTEMPT_NAMES,
  withdrawnAttempt,
} from '../../domain/lockout-rule.ts';

/** Slows guessing down per account name (SES-7), whether the account exists or not. */
export interface Lockout {
  /**
   * Counts an attempt as failed until `succeeded`, so that attempts side by side cannot outrun the count.
   * Throws `locked_out` when none is allowed now. `true`: if it fails, none is allowed for a while.
   */
  attempt(name: string): Promise<boolean>;
  /** The attempt was not decided (the relay was busy): as if it had not been made. */
  withdraw(name: string): Promise<void>;
  succeeded(name: string): Promise<void>;
}

/** What `attempt` makes of an answer. */
export function attemptAllowed(answer: AttemptAnswer): boolean {
  if (answer.kind === 'allowed') return answer.locks;
  throw new AppError('locked_out', 'too many failed attempts', { retryAfterMs: answer.retryAfterMs });
}

/** The lockout of a relay that is alone. Remembers the last 10,000 names, and nothing over a restart. */
export class LocalLockout implements Lockout {
  readonly #records = new Map<string, Attempts>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  attempt(name: string): Promise<boolean> {
    return new Promise((resolve) => {
      const { answer, next } = decideAttempt(this.#records.get(name), this.#clock.monotonic());
      if (next) this.#remember(name, next);
      resolve(attemptAllowed(answer));
    });
  }

  withdraw(name: string): Promise<void> {
    const record = this.#records.get(name);
    if (record) this.#records.set(name, withdrawnAttempt(record));
    return Promise.resolve();
  }

  succeeded(name: string): Promise<void> {
    this.#records.delete(name);
    return Promise.resolve();
  }

  #remember(name: string, attempts: Attempts): void {
    this.#records.delete(name);
    this.#records.set(name, attempts);
    const oldest = this.#records.keys().next();
    if (this.#records.size > MAX_ATTEMPT_NAMES && !oldest.done) this.#records.delete(oldest.value);
  }
}
