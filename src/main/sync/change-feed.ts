import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { StoreChange, Transfer } from '../../shared/ipc/views.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ConversationId, FileId } from '../../shared/model/ids.ts';
import type { ReadableStore } from '../store/port.ts';
import type { StoreDelta } from '../store/store-delta.ts';
import {
  emptyDelta,
  holdBack,
  isEmptyDelta,
  mergeDelta,
  type PendingDelta,
  putBack,
} from './pending-delta.ts';

/** At most 20 emissions a second. */
const INTERVAL_MS = 50;
/** Before a change that could not be read is tried again, and how often in a row; ms. */
const RETRY_MS = 1_000;
const MAX_RETRIES = 30;
/** Timelines whose items are read for a change: more than windows show at a time. */
const MAX_SHOWN = 8;

/**
 * Tells what the store's commits have changed: the first delta at once, what follows within 50 ms together, at most 200
 * conversations and 200 people at a time. Rows are read when they are emitted, so a change never shows a state older than the one
 * before.
 */
export interface ChangeFeed {
  add(delta: StoreDelta): void;
  /** A file moves: of what comes faster than it is told, the newest state is. */
  move(transfer: Transfer): void;
  /**
   * Somebody reads this timeline: its changes come with their items, from the next emission on. All but the 8 that were read
   * last are told as changed as a whole, because reading what nobody shows is most of the work of a busy hour.
   */
  shown(conversation: ConversationId): void;
  /** Emits what waits; resolves when it is out. */
  flush(): Promise<void>;
}

export interface ChangeFeedDeps {
  readonly read: Pick<ReadableStore, 'conversationsById' | 'people' | 'itemsByKey' | 'totalUnread'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly emit: (change: StoreChange) => void;
  /** Files of recalled messages, as soon as a commit says so. */
  readonly onForgotten?: (files: readonly FileId[]) => void;
}

export function createChangeFeed({ read, clock, logger, emit, onForgotten }: ChangeFeedDeps): ChangeFeed {
  let pending = emptyDelta();
  /** The one that was read last comes last. */
  const shown = new Set<ConversationId>();
  let emitting: Promise<void> | undefined;
  let cancelTimer: (() => void) | undefined;
  let emittedAt = -Infinity;
  /** Readings that have failed since the last that has not. */
  let failures = 0;

  async function readChange({
    conversations,
    people,
    timelines,
    transfers,
  }: PendingDelta): Promise<StoreChange> {
    return {
      conversations: conversations.size > 0 ? await read.conversationsById([...conversations]) : [],
      people: people.size > 0 ? await read.people([...people]) : [],
      timelines: await Promise.all(
        [...timelines].map(async ([conversation, { changed, removed, reset }]) =>
          shown.has(conversation)
            ? {
                conversation,
                items: changed.size > 0 ? await read.itemsByKey(conversation, [...changed]) : [],
                removed: [...removed],
                reset,
              }
            : { conversation, items: [], removed: [], reset: true },
        ),
      ),
      ...(transfers.size > 0 ? { transfers: [...transfers.values()] } : {}),
      totalUnread: await read.totalUnread(),
    };
  }

  async function emitPending(): Promise<void> {
    const delta = pending;
    pending = emptyDelta();
    holdBack(delta, pending);
    emittedAt = clock.monotonic();
    try {
      emit(await readChange(delta));
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures === 1) logger.error({ err: error }, 'a change could not be read');
      // A page that never hears of it would show the old state for good.
      if (AppError.from(error).code !== 'cancelled') putBack(pending, delta);
    }
  }

  function schedule(): void {
    if (emitting || cancelTimer || isEmptyDelta(pending) || failures > MAX_RETRIES) return;
    const wait = emittedAt + (failures > 0 ? RETRY_MS : INTERVAL_MS) - clock.monotonic();
    if (wait <= 0) start();
    else {
      cancelTimer = clock.schedule(wait, () => {
        cancelTimer = undefined;
        start();
      });
    }
  }

  function start(): void {
    emitting = emitPending().finally(() => {
      emitting = undefined;
      schedule();
    });
  }

  return {
    add(delta) {
      mergeDelta(pending, delta);
      failures = Math.min(failures, MAX_RETRIES);
      if (delta.forgotten) onForgotten?.(delta.forgotten);
      schedule();
    },
    move(transfer) {
      pending.transfers.set(transfer.file, transfer);
      schedule();
    },
    shown(conversation) {
      shown.delete(conversation);
      shown.add(conversation);
      for (const first of shown) {
        if (shown.size <= MAX_SHOWN) break;
        shown.delete(first);
      }
    },
    async flush() {
      await emitting;
      cancelTimer?.();
      cancelTimer = undefined;
      while (!isEmptyDelta(pending)) {
        await emitPending();
        if (failures > 0) break;
      }
    },
  };
}
