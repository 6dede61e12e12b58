import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { WritableStore } from '../store/port.ts';

/** Messages of one step, and pages of the index: a transaction that nobody waits long for. */
const STEP = 100;
const PAGES = 64;
const PAUSE_MS = 5;
/** An index that live messages have scattered is looked at again after this time: a query takes up to twice as long then. */
const TIDY_EVERY_MS = 30 * 60_000;

/**
 * Completes a search index that was started anew, and merges the pieces that it grows, in small steps between everything else.
 * Goes on after a restart.
 */
export interface Reindexer {
  start(): void;
  /** Empties the index and fills it again; what was found is found again bit by bit. */
  restart(): Promise<void>;
  stop(): void;
}

export interface ReindexerDeps {
  readonly write: Pick<WritableStore, 'indexMore' | 'restartIndex' | 'tidyIndex'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress: () => void;
}

export function createReindexer({ write, clock, logger, onProgress }: ReindexerDeps): Reindexer {
  let cancelTimer: (() => void) | undefined;
  let stopped = false;
  /** The index was emptied, perhaps while a step was under way. */
  let again = false;

  function plan(ms: number, task: () => void): void {
    if (!stopped) cancelTimer = clock.schedule(again ? PAUSE_MS : ms, again ? index : task);
  }

  function index(): void {
    cancelTimer = undefined;
    again = false;
    write.indexMore(STEP).then(
      (more) => {
        onProgress();
        plan(PAUSE_MS, more ? index : tidy);
      },
      // The next start goes on.
      (error: unknown) => logger.error({ err: error }, 'the search index could not be completed'),
    );
  }

  function tidy(): void {
    cancelTimer = undefined;
    write.tidyIndex(PAGES).then(
      (more) => plan(more ? PAUSE_MS : TIDY_EVERY_MS, tidy),
      (error: unknown) => {
        logger.warn({ err: error }, 'the search index could not be tidied up');
        if (again) plan(PAUSE_MS, index);
      },
    );
  }

  return {
    start: index,
    async restart() {
      await write.restartIndex();
      again = true;
      onProgress();
      if (!cancelTimer) return;
      cancelTimer();
      plan(PAUSE_MS, index);
    },
    stop() {
      stopped = true;
      cancelTimer?.();
    },
  };
}
