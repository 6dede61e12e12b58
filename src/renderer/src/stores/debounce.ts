import type { Clock } from '../../../shared/clock.ts';

/** A task that waits for a pause. */
export interface Debounced {
  /** Runs the task `ms` after the last call, and `most` ms after the first at the latest. */
  readonly call: () => void;
  /** Runs a waiting task now; does nothing when none waits. */
  readonly flush: () => void;
  /** Forgets a waiting task. */
  readonly cancel: () => void;
}

/** Without `most` the task waits for as long as no pause comes. */
export function debounce(clock: Clock, ms: number, task: () => void, most?: number): Debounced {
  let stop: (() => void) | undefined;
  let stopLimit: (() => void) | undefined;
  function cancel(): void {
    stop?.();
    stopLimit?.();
    stop = stopLimit = undefined;
  }
  function run(): void {
    cancel();
    task();
  }
  return {
    call() {
      stop?.();
      stop = clock.schedule(ms, run);
      if (most !== undefined) stopLimit ??= clock.schedule(most, run);
    },
    flush() {
      if (stop) run();
    },
    cancel,
  };
}
