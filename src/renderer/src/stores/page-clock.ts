import type { Clock } from '../../../shared/clock.ts';

/** The page's own clock. Everything timed takes a `Clock`, so that tests drive it by hand. */
export const pageClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(ms, task) {
    const timer = setTimeout(task, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
