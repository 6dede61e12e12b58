import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { RelaySession } from './relay-session.ts';

const EVERY_MS = 5_000;
const TIMEOUT_MS = 4_000;

/** Ends a half-open link at most 9 s after it broke (C1). One that only is slow stays. */
export interface KeepAlive {
  /** Pings now: the machine slept, or the network changed. */
  check(): void;
  stop(): void;
}

export function keepAlive(session: RelaySession, clock: Clock): KeepAlive {
  let pinging = false;
  let cancelTimer = clock.schedule(EVERY_MS, check);

  function check(): void {
    if (pinging || !session.alive) return;
    pinging = true;
    cancelTimer();
    session.ping(TIMEOUT_MS).then(
      () => {
        pinging = false;
        if (session.alive) cancelTimer = clock.schedule(EVERY_MS, check);
      },
      (error: unknown) => session.close(AppError.from(error)),
    );
  }

  return { check, stop: () => cancelTimer() };
}
