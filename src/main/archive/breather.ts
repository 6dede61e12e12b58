import type { Clock } from '../../shared/clock.ts';
import { refuseAborted } from './archive-error.ts';

/** So long the main thread works without letting anything else run; ms. */
const SLICE_MS = 3;

/** To be awaited between small pieces of work: lets everything else run whenever 3 ms have gone by. Rejects with `cancelled`. */
export function createBreather(clock: Pick<Clock, 'monotonic'>, signal: AbortSignal): () => Promise<void> {
  let since = clock.monotonic();
  return async () => {
    if (clock.monotonic() - since < SLICE_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    refuseAborted(signal);
    since = clock.monotonic();
  };
}
