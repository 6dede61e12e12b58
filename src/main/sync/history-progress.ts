import type { Clock } from '../../shared/clock.ts';
import type { HistoryState } from '../../shared/ipc/views.ts';
import type { Logger } from '../../shared/logger.ts';
import type { HistoryShare, ReadableStore } from '../store/port.ts';

const INTERVAL_MS = 1_000;

/** Tells how much of the history a search covers. */
export interface HistoryProgress {
  /** What holds now; whoever asked is told when it changes. */
  current(): Promise<HistoryState>;
  /** It may have changed: tells so within a second, if the percentage has. */
  note(): void;
  stop(): void;
}

export interface HistoryProgressDeps {
  readonly read: Pick<ReadableStore, 'historyShare'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly emit: (state: HistoryState) => void;
}

export function createHistoryProgress(deps: HistoryProgressDeps): HistoryProgress {
  const { read, clock, logger, emit } = deps;
  /** What everybody knows; `undefined`: not all know the same. */
  let told: HistoryState | undefined;
  let cancelTimer: (() => void) | undefined;
  let measuring: Promise<unknown> = Promise.resolve();

  async function look(): Promise<HistoryState> {
    const share = await read.historyShare();
    const { total, left } = share.reindexing;
    return {
      percent: percentOf(share),
      ...(total === 0 ? {} : { indexed: Math.floor(100 * (1 - left / total)) }),
    };
  }

  const isTold = ({ percent, indexed }: HistoryState): boolean =>
    percent === told?.percent && indexed === told.indexed;

  /** One after another: what is told later has been looked at later. */
  function measure(): Promise<HistoryState> {
    const state = measuring.then(look);
    measuring = state.catch(() => undefined);
    return state;
  }

  function tell(): void {
    cancelTimer = undefined;
    measure().then(
      (state) => {
        if (isTold(state)) return;
        told = state;
        emit(state);
      },
      (error: unknown) => logger.warn({ err: error }, 'the share of history could not be read'),
    );
  }

  return {
    async current() {
      const state = await measure();
      if (!isTold(state)) told = undefined;
      return state;
    },
    note: () => void (cancelTimer ??= clock.schedule(INTERVAL_MS, tell)),
    stop() {
      cancelTimer?.();
      cancelTimer = undefined;
    },
  };
}

/** Of what I may see: the part on disk, less what the index has not taken in anew. Rounded down. */
export function percentOf({ visible, lacking, reindexing }: HistoryShare): number {
  const onDisk = visible === 0 ? 1 : (visible - lacking) / visible;
  const indexed = reindexing.total === 0 ? 1 : 1 - reindexing.left / reindexing.total;
  return Math.floor(100 * Math.min(1, Math.max(0, onDisk * indexed)));
}
