import { setTimeout } from 'node:timers/promises';

/** Pauses before further attempts, some ten seconds together. */
const PAUSES_MS = [20, 50, 100, 250, 500, 1_000, 2_000, 2_000, 2_000, 2_000] as const;

/**
 * Tries again what failed because of a lost connection, until it succeeds, fails for another reason, or has been tried for some
 * ten seconds; then it rejects with the last error. Ends at once with `signal`.
 */
export async function withAttempts<R>(
  attempt: () => Promise<R>,
  isTransient: (error: unknown) => boolean,
  signal: AbortSignal,
): Promise<R> {
  for (const pause of PAUSES_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error) || signal.aborted) throw error;
    }
    await setTimeout(pause, undefined, { signal });
  }
  return attempt();
}
