import type { Clock } from '../../../shared/clock.ts';

/** A task that waits for a pause. */
export interface Debounced {
  /** Runs the task `ms` after the last call. */
  readonly call: () => void;
  /** Runs a waiting task now; does nothing when none waits. */
  readonly flush: () => void;
  /** Forgets a waiting task. */
  readonly cancel: () => void;
}

export function debounce(clock: Clock, ms: number, task: () => void): Debounced {
  let stop: (() => void) | undefined;
  function cancel(): void {
    stop?.();
    stop = undefined;
  }
  function run(): void {
    stop = undefined;
    task();
  }
  return {
    call() {
      cancel();
      stop = clock.schedule(ms, run);
    },
    flush() {
      if (!stop) return;
      cancel();
      run();
    },
    cancel,
  };
}
