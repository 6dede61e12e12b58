import { v7 } from 'uuid';
import type { Clock, MakeId } from '../../shared/clock.ts';

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** Real ids. */
export const systemMakeId: MakeId = () => v7();
