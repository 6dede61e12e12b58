const FREE_ATTEMPTS = 10;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 3_600_000;

/** Names whose attempts are remembered; whoever tried longest ago is forgotten first. */
export const MAX_ATTEMPT_NAMES = 10_000;

/** Attempts in a row, without a success. */
export interface Attempts {
  readonly count: number;
  /** On the clock that is asked with. */
  readonly lockedUntil: number;
}

/** `locks`: if it fails, no other is allowed for a while. */
export type AttemptAnswer =
  | { readonly kind: 'allowed'; readonly locks: boolean }
  | { readonly kind: 'locked'; readonly retryAfterMs: number };

/** SES-7: whether another attempt is allowed, and what is to be remembered then, as if it had failed. */
export function decideAttempt(
  known: Attempts | undefined,
  now: number,
): { readonly answer: AttemptAnswer; readonly next: Attempts | undefined } {
  const { count, lockedUntil } = known ?? { count: 0, lockedUntil: 0 };
  if (lockedUntil > now) {
    const retryAfterMs = Math.ceil(lockedUntil - now);
    return { answer: { kind: 'locked', retryAfterMs }, next: undefined };
  }
  const made = count + 1;
  const locks = made >= FREE_ATTEMPTS;
  const lockMs = Math.min(FIRST_LOCK_MS * 2 ** Math.min(made - FREE_ATTEMPTS, 10), LONGEST_LOCK_MS);
  return {
    answer: { kind: 'allowed', locks },
    next: { count: made, lockedUntil: locks ? now + lockMs : lockedUntil },
  };
}

/** An attempt that was not decided (the relay was busy): as if it had not been made. */
export function withdrawnAttempt({ count }: Attempts): Attempts {
  return { count: count - 1, lockedUntil: 0 };
}
