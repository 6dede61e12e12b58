import type { Clock, Random } from '../../shared/clock.ts';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import type { Transfer } from '../../shared/ipc/views.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ClientId, FileId } from '../../shared/model/ids.ts';
import type { PendingUpload, Store } from '../store/port.ts';
import type { StoreDelta } from '../store/store-delta.ts';
import type { RelayFiles } from './relay-files.ts';
import { requireSame } from './source-file.ts';

/** Files on their way at once. */
const MAX_PARALLEL = 2;
const PAGE = 20;
/** Refusals by the relay itself, for a time, after which the message fails. The link may fail as often as it does. */
const MAX_REFUSALS = 8;
const LINK_ERRORS: ReadonlySet<ErrorCode> = new Set([
  'unreachable',
  'timeout',
  'proxy_refused',
  'rate_limited',
  'wrong_certificate',
  'untrusted_certificate',
]);

export interface UploadQueueDeps {
  readonly store: Store;
  readonly files: RelayFiles;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Milliseconds to wait after the n-th failure. */
  readonly backoff: (attempt: number, random: Random, atLeast?: number) => number;
  readonly onDelta: (delta: StoreDelta) => void;
  readonly onMove: (transfer: Transfer) => void;
  /** A message may have all its files at the relay now. */
  readonly onDone: () => void;
  /** The relay has it, and it is still what was chosen: whoever wants to may keep a copy. */
  readonly keep: (upload: PendingUpload) => Promise<void>;
  /** The relay will not have this device any more. */
  readonly onRejected: (error: AppError) => void;
}

/**
 * Uploads what messages of the outbox wait for, in their order. What is to be done is in the store: a kill at any point loses
 * nothing but the bytes that were on the wire.
 */
export interface UploadQueue {
  /** There is a relay to talk to. */
  attach(): void;
  detach(): void;
  /** Something was queued, or let go on. */
  kick(): void;
  /** Stops what is on its way of this message; resolves when nothing is. */
  hold(message: ClientId): Promise<void>;
  /** Runs `work` while nothing of this message is on its way and nothing of it can begin. */
  withhold<T>(message: ClientId, work: () => Promise<T>): Promise<T>;
  /** Stops what is on its way of these, whose messages do not wait any more, and gives up at the relay what it has of them. */
  drop(files: readonly FileId[]): void;
}

interface Running {
  readonly message: ClientId;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export function createUploadQueue(deps: UploadQueueDeps): UploadQueue {
  const { store, files, clock, random, logger } = deps;
  const running = new Map<FileId, Running>();
  const waiting = new Map<
    FileId,
    { readonly times: number; readonly cancelTimer: (() => void) | undefined }
  >();
  const withheld = new Set<ClientId>();
  let attached: AbortController | undefined;
  let reading = false;
  let stale = false;

  function kick(): void {
    if (reading) {
      stale = true;
      return;
    }
    if (!attached) return;
    reading = true;
    readAndStart()
      .catch((error: unknown) => {
        if (AppError.from(error).code !== 'cancelled')
          logger.error({ err: error }, 'uploads could not be read');
      })
      .finally(() => {
        reading = false;
        if (stale) kick();
      });
  }

  async function readAndStart(): Promise<void> {
    stale = false;
    const uploads = await store.read.uploads(PAGE);
    // What was deleted while they were read may be among them.
    if (isStale()) return;
    for (const upload of uploads) {
      if (!attached || running.size >= MAX_PARALLEL) return;
      const { file, message } = upload;
      if (running.has(file) || withheld.has(message) || waiting.get(file)?.cancelTimer) continue;
      start(upload);
    }
  }

  function isStale(): boolean {
    return stale;
  }

  async function hold(message: ClientId): Promise<void> {
    const held = [...running.values()].filter((entry) => entry.message === message);
    for (const { abort } of held) abort.abort();
    await Promise.all(held.map(({ ended }) => ended));
  }

  async function giveBack(file: FileId, signal: AbortSignal): Promise<void> {
    const entry = running.get(file);
    entry?.abort.abort();
    await entry?.ended;
    await files.drop(file, signal);
  }

  function start(upload: PendingUpload): void {
    const abort = new AbortController();
    const ended = run(upload, abort.signal).finally(() => {
      running.delete(upload.file);
      kick();
    });
    running.set(upload.file, { message: upload.message, abort, ended });
  }

  /** Never rejects. */
  async function run(upload: PendingUpload, signal: AbortSignal): Promise<void> {
    const { file, message, size: total } = upload;
    try {
      await requireSame(upload);
      let bytes = await files.offset(upload, signal);
      move(file, { kind: 'running', bytes, total });
      while (bytes < total) {
        bytes = await files.send(upload, bytes, signal, (sent) =>
          move(file, { kind: 'running', bytes: sent, total }),
        );
      }
      // What was sent was read while it might have been written.
      await requireSame(upload);
      await deps.keep(upload).catch((error: unknown) => logger.warn({ err: error }, 'no copy was kept'));
      deps.onDelta(await store.write.uploaded(file));
      waiting.delete(file);
      move(file, { kind: 'done' });
      deps.onDone();
    } catch (error) {
      await failed(file, message, AppError.from(error), signal).catch((again: unknown) =>
        logger.error({ err: again, file }, 'a failed upload could not be noted'),
      );
    }
  }

  async function failed(
    file: FileId,
    message: ClientId,
    error: AppError,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) {
      move(file, { kind: 'stopped' });
      return;
    }
    if (error.retry === 'reauth') {
      deps.onRejected(error);
      return;
    }
    const isLink = LINK_ERRORS.has(error.code);
    const before = waiting.get(file);
    const times = (before?.times ?? 0) + 1;
    logger.warn({ file, error: error.code, times }, 'an upload was interrupted');
    if (error.retry === 'never' || (!isLink && times > MAX_REFUSALS)) {
      await giveUp(file, message, error.code);
      return;
    }
    move(file, { kind: 'stopped' });
    const cancelTimer = clock.schedule(deps.backoff(times, random, error.retryAfterMs), () => {
      waiting.set(file, { times, cancelTimer: undefined });
      kick();
    });
    waiting.set(file, { times, cancelTimer });
  }

  async function giveUp(file: FileId, message: ClientId, error: ErrorCode): Promise<void> {
    waiting.delete(file);
    move(file, { kind: 'failed', error });
    deps.onDelta(await store.write.failSend(message, error));
    deps.onDone();
  }

  function move(file: FileId, state: Transfer['state']): void {
    deps.onMove({ file, direction: 'up', state });
  }

  return {
    attach() {
      attached = new AbortController();
      kick();
    },
    detach() {
      attached?.abort();
      attached = undefined;
      for (const { abort } of running.values()) abort.abort();
      for (const { cancelTimer } of waiting.values()) cancelTimer?.();
      waiting.clear();
    },
    kick,
    hold,
    async withhold(message, work) {
      withheld.add(message);
      try {
        await hold(message);
        return await work();
      } finally {
        withheld.delete(message);
        kick();
      }
    },
    drop(gone) {
      const signal = attached?.signal;
      if (!signal) return;
      // The relay removes by itself what nobody refers to; this only makes it sooner.
      for (const file of gone) giveBack(file, signal).catch(() => undefined);
    },
  };
}
