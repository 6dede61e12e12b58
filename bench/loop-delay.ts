import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How far timers of the calling thread came behind their time; ms. */
export interface LoopDelay {
  readonly p99: number;
  readonly max: number;
}

const RESOLUTION_MS = 1;

/** Looks at it every millisecond, from now until the returned function is called. */
export function watchLoopDelay(): () => LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  // It keeps whole intervals, 1.1 ms of a thread that does nothing: what is beyond the resolution is the delay.
  const late = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION_MS);
  return () => {
    histogram.disable();
    return { p99: late(histogram.percentile(99)), max: late(histogram.max) };
  };
}
