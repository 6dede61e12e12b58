import type { Clock } from '../../shared/clock.ts';
import type { AppError, ErrorCode } from '../../shared/errors.ts';
import type { StorageState } from '../../shared/ipc/views.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Store } from '../store/port.ts';
import type { ChangeFeed } from './change-feed.ts';

/** Between two attempts to write to a disk that was full or locked; ms. */
const PROBE_MS = 5_000;
/** At most so often the page is told how far a recovery is; ms. */
const TELL_MS = 500;
/** Items that are taken over in one step: a transaction that nobody waits long for. */
const STEP = 100;
const PAUSE_MS = 5;

/** What passes when the disk has room again, or lets itself be written to. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['disk_full', 'store_read_only', 'store_locked']);

/** Whether a call failed because of the disk or the file, and not because of what was asked. */
export function isDiskFailure({ code }: AppError): boolean {
  return PASSING.has(code) || code === 'store_damaged' || code === 'store_failed';
}

/**
 * Knows what is wrong with the disk, tries again every 5 s until it is not, and completes what a damaged file has left to be
 * taken over.
 */
export interface StorageWatch {
  current(): Promise<StorageState>;
  /** Resolves when nothing of a damaged file is left to be taken over: without pauses. Rejects when the store fails. */
  salvaged(): Promise<void>;
  /** The user knows of the recovery. */
  seen(): Promise<void>;
  start(): void;
  stop(): void;
}

export interface StorageWatchDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly feed: Pick<ChangeFeed, 'add'>;
  readonly emit: (state: StorageState) => void;
  /** The disk can be written to again. */
  readonly onRoom: () => void;
  /** The file is damaged, or the store has ended by itself: it must be opened anew. Told once. */
  readonly onDamaged: () => void;
  /** Runs while nothing else is brought to the disk. */
  readonly giveWay: (work: () => Promise<void>) => Promise<void>;
}

export function createStorageWatch(deps: StorageWatchDeps): StorageWatch {
  const { store, clock, logger, feed, emit, onRoom, onDamaged, giveWay } = deps;
  let trouble: ErrorCode | null = null;
  let stopped = false;
  /** This store is not used any more: another takes its place. */
  let over = false;
  let cancelProbe: (() => void) | undefined;
  let cancelTell: (() => void) | undefined;
  const wakeups = new Set<() => void>();

  async function current(): Promise<StorageState> {
    // What cannot be read any more has not been told either.
    return { trouble, recovery: await store.read.recovery().catch(() => null) };
  }

  function tell(): void {
    cancelTell = undefined;
    current().then(
      (state) => {
        if (!stopped) emit(state);
      },
      (error: unknown) => logger.warn({ err: error }, 'the state of the disk could not be told'),
    );
  }

  function note(): void {
    if (!stopped) cancelTell ??= clock.schedule(TELL_MS, tell);
  }

  function onFault(error: AppError, isOver: boolean): void {
    if (stopped || over) return;
    if (isOver || error.code === 'store_damaged') {
      over = true;
      logger.error({ err: error }, 'the store must be opened anew');
      trouble = error.code;
      tell();
      onDamaged();
      return;
    }
    if (!PASSING.has(error.code)) return;
    if (trouble !== error.code) {
      logger.warn({ error: error.code }, 'the store cannot be written');
      trouble = error.code;
      tell();
    }
    cancelProbe ??= clock.schedule(PROBE_MS, probe);
  }

  function probe(): void {
    store.write.probe().then(
      () => {
        cancelProbe = undefined;
        if (stopped || over) return;
        trouble = null;
        logger.info({}, 'the store can be written again');
        tell();
        onRoom();
      },
      (error: unknown) => {
        cancelProbe = undefined;
        // `onFault` has seen it, before there was room for another attempt.
        if (!stopped) cancelProbe = clock.schedule(PROBE_MS, probe);
        logger.debug({ err: error }, 'the store still cannot be written');
      },
    );
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        wakeups.delete(wake);
        cancel();
        resolve();
      };
      const cancel = clock.schedule(PAUSE_MS, wake);
      wakeups.add(wake);
    });
  }

  async function salvage(between?: () => Promise<void>): Promise<void> {
    while (!stopped) {
      const { delta, more } = await store.write.salvageMore(STEP);
      feed.add(delta);
      if (!more) return;
      note();
      await between?.();
    }
  }

  async function recover(): Promise<void> {
    const recovery = await store.read.recovery();
    if (recovery) note();
    await giveWay(() => salvage(pause));
    if (recovery) note();
  }

  return {
    current,
    salvaged: () => salvage(),
    async seen() {
      await store.write.recoverySeen();
      tell();
    },
    start() {
      store.onFault(onFault);
      recover().catch((error: unknown) =>
        // The next start goes on.
        logger.warn({ err: error }, 'a damaged store could not be taken over completely'),
      );
    },
    stop() {
      stopped = true;
      cancelProbe?.();
      cancelTell?.();
      for (const wake of wakeups) wake();
    },
  };
}
