import type { Clock } from '../../shared/clock.ts';
import { CLOSE } from '../../shared/protocol/close-codes.ts';

/** Between two looks at who is still there. ms. */
const STEP_MS = 100;

/** A connection that is to end. */
export interface Leaver {
  /** It waits for no answer. */
  readonly isIdle: boolean;
  close(code: typeof CLOSE.goingAway, reason: string): void;
}

/**
 * Closes what is in `sessions`, and what comes into it meanwhile, with 1001, evenly over `overMs` and those last that wait for an answer:
 * clients dial another node within half a second, and those of a whole node at once would be a stampede. Resolves when nobody is
 * left, or after `overMs`, with the rest still there. `sessions` loses whoever is closed.
 */
export async function sendAway(sessions: ReadonlySet<Leaver>, overMs: number, clock: Clock): Promise<void> {
  for (let left = Math.ceil(overMs / STEP_MS); left > 0 && sessions.size > 0; left--) {
    let count = Math.ceil(sessions.size / left);
    for (const session of [...sessions]) {
      if (count === 0) break;
      if (!session.isIdle) continue;
      session.close(CLOSE.goingAway, 'the relay is going away');
      count--;
    }
    await new Promise<void>((resolve) => clock.schedule(STEP_MS, resolve));
  }
}
