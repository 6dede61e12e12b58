import { v7 } from 'uuid';
import type { Clock, MakeId, Random } from '../shared/clock.ts';

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** The real randomness; for jitter, not for secrets. */
export const systemRandom: Random = () => Math.random();

/** Real ids. */
export const systemMakeId: MakeId = () => v7();
