import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How far timers of this thread came behind their time, in seconds, since the last `take`. */
export interface EventLoopLag {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Each look wakes the thread: a hundred a second would be a fortieth of what a busy relay needs. */
const RESOLUTION_MS = 50;
const NS_PER_SECOND = 1e9;

/** Measures from now on. Keeps no program running. */
export function watchEventLoop(): () => EventLoopLag {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  // It measures whole intervals: what is beyond the resolution is the lag.
  const seconds = (ns: number): number => Math.max(0, ns / NS_PER_SECOND - RESOLUTION_MS / 1_000);
  return () => {
    const lag = {
      p50: seconds(histogram.percentile(50)),
      p99: seconds(histogram.percentile(99)),
      max: seconds(histogram.max),
    };
    histogram.reset();
    return lag;
  };
}
