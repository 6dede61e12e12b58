import type { Clock } from '../../shared/clock.ts';

/** Below the relay's sustained limit (CON-8), with room for pings. */
const PER_SECOND = 160;
const BURST = 200;

/** A token bucket that keeps one connection below the relay's frame limit. */
export interface Pacer {
  /** `false`: not now; `ready` will be called once a token is there. */
  take(): boolean;
  stop(): void;
}

export function createPacer(clock: Clock, ready: () => void): Pacer {
  let tokens = BURST;
  let filledAt = clock.monotonic();
  let cancelTimer: (() => void) | undefined;

  return {
    take() {
      const now = clock.monotonic();
      tokens = Math.min(BURST, tokens + ((now - filledAt) * PER_SECOND) / 1_000);
      filledAt = now;
      if (tokens >= 1) {
        tokens -= 1;
        return true;
      }
      cancelTimer ??= clock.schedule(Math.ceil(((1 - tokens) * 1_000) / PER_SECOND), () => {
        cancelTimer = undefined;
        ready();
      });
      return false;
    },
    stop() {
      cancelTimer?.();
    },
  };
}
