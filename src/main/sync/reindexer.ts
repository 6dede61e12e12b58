import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { WritableStore } from '../store/port.ts';

/** Messages of one step: a transaction that nobody waits long for. */
const STEP = 100;
const PAUSE_MS = 5;

/** Completes a search index that was started anew, in small steps between everything else. Goes on after a restart. */
export interface Reindexer {
  start(): void;
  stop(): void;
}

export interface ReindexerDeps {
  readonly write: Pick<WritableStore, 'indexMore'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress: () => void;
}

export function createReindexer({ write, clock, logger, onProgress }: ReindexerDeps): Reindexer {
  let cancelTimer: (() => void) | undefined;
  let stopped = false;

  function step(): void {
    cancelTimer = undefined;
    write.indexMore(STEP).then(
      (more) => {
        onProgress();
        if (more && !stopped) cancelTimer = clock.schedule(PAUSE_MS, step);
      },
      // The next start goes on.
      (error: unknown) => logger.error({ err: error }, 'the search index could not be completed'),
    );
  }

  return {
    start: step,
    stop() {
      stopped = true;
      cancelTimer?.();
    },
  };
}
