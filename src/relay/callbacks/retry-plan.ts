const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Waits between attempts; after the last one a delivery is given up, about 21 hours after the first. Nobody else retries at the
 * same time, so there is no need to spread them at random.
 */
export const RETRY_DELAYS_MS: readonly number[] = [
  10 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
];

/** When to try again after `attempts` attempts (≥ 1), the last of which ended at `at`; `null`: never. */
export function nextAttempt(attempts: number, at: number): number | null {
  const delay = RETRY_DELAYS_MS[attempts - 1];
  return delay === undefined ? null : at + delay;
}
