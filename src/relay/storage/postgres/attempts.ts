import { setTimeout } from 'node:timers/promises';

/** Pauses before further attempts, some ten seconds together. */
const PAUSES_MS = [20, 50, 100, 250, 500, 1_000, 2_000, 2_000, 2_000, 2_000] as const;

/**
 * Tries again what failed because of a lost connection, until it succeeds, fails for another reason, or has been tried for some
 * ten seconds; then it rejects with the last error. Waits no longer once `signal` is aborted.
 */
export async function withAttempts<R>(
  attempt: () => Promise<R>,
  isTransient: (error: unknown) => boolean,
  signal: AbortSignal,
  pausesMs: readonly number[] = PAUSES_MS,
): Promise<R> {
  for (const pause of pausesMs) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error) || signal.aborted) throw error;
    }
    await setTimeout(pause, undefined, { signal });
  }
  return attempt();
}
