import {
  type AttemptAnswer,
  type Attempts,
  decideAttempt,
  MAX_ATTEMPT_NAMES,
  withdrawnAttempt,
} from '../../domain/lockout-rule.ts';

/** What several nodes share besides the data proper, in plain objects. */
export class MemoryNode {
  readonly #leases = new Map<string, { readonly holder: string; readonly until: number }>();
  /** Whoever tried longest ago first. */
  readonly #attempts = new Map<string, Attempts>();

  lease(name: string, holder: string, at: number, forMs: number): boolean {
    const known = this.#leases.get(name);
    if (known && known.holder !== holder && known.until > at) return false;
    if (forMs > 0) this.#leases.set(name, { holder, until: at + forMs });
    else this.#leases.delete(name);
    return true;
  }

  countAttempt(digest: string, at: number): AttemptAnswer {
    const { answer, next } = decideAttempt(this.#attempts.get(digest), at);
    if (!next) return answer;
    this.#attempts.delete(digest);
    this.#attempts.set(digest, next);
    const oldest = this.#attempts.keys().next();
    if (this.#attempts.size > MAX_ATTEMPT_NAMES && !oldest.done) this.#attempts.delete(oldest.value);
    return answer;
  }

  withdrawAttempt(digest: string): void {
    const known = this.#attempts.get(digest);
    if (known) this.#attempts.set(digest, withdrawnAttempt(known));
  }

  forgetAttempts(digest: string): void {
    this.#attempts.delete(digest);
  }
}
