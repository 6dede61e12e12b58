import type { Random } from '../../shared/clock.ts';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Milliseconds to wait after the `attempt`-th failure (1, 2 …): uniform in [0, limit) with the limit doubling from 0.5 s
 * to 30 s, so that clients that lost the same relay do not come back at the same moment. Never less than `atLeast`.
 */
export function backoffMs(attempt: number, random: Random, atLeast = 0): number {
  const limit = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.max(atLeast, Math.floor(random() * limit));
}
