import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock, Random } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Transfer } from '../../shared/ipc/views.ts';
import type { Logger } from '../../shared/logger.ts';
import type { FileId } from '../../shared/model/ids.ts';
import { toLinkError } from '../net/link-error.ts';
import type { ContentCache } from './content-cache.ts';
import type { RelayFiles } from './relay-files.ts';

const MAX_PARALLEL = 4;
/** Downloads that wait for their turn; more are refused with `too_many`. */
const MAX_WAITING = 500;
/** Failures in a row, without a byte in between, after which a download fails; and failures in all. */
const MAX_FAILURES = 6;
const MAX_ATTEMPTS = 200;
/** Wrong bytes may come of a disk that had kept a beginning badly; twice they come of the relay. */
const MAX_DAMAGED = 2;

export interface DownloadQueueDeps {
  readonly cache: ContentCache;
  readonly files: RelayFiles;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly backoff: (attempt: number, random: Random, atLeast?: number) => number;
  readonly onMove: (transfer: Transfer) => void;
}

/** Fetches files into the cache, a few at a time, each once however many ask for it. */
export interface DownloadQueue {
  /**
   * Where the complete, checked content lies. Rejects with the relay's refusal, with `file_damaged` when what came is not what it was
   * said to be, with `disk_full`, with `offline` when nothing comes for a while, or with `cancelled`.
   */
  fetch(file: FileId): Promise<string>;
  /** Whoever waits for it hears `cancelled`; what has come is kept for the next time. */
  cancel(file: FileId): void;
  stop(): void;
}

interface Download {
  readonly file: FileId;
  readonly abort: AbortController;
  readonly promise: Promise<string>;
  readonly begin: () => void;
}

export function createDownloadQueue(deps: DownloadQueueDeps): DownloadQueue {
  const { cache, files, clock, random, logger } = deps;
  const downloads = new Map<FileId, Download>();
  const queue: Download[] = [];
  let active = 0;

  function next(): void {
    while (active < MAX_PARALLEL) {
      const download = queue.shift();
      if (!download) return;
      active++;
      download.begin();
      const end = (): void => {
        active--;
        next();
      };
      download.promise.then(end, end);
    }
  }

  function enqueue(file: FileId): Promise<string> {
    if (queue.length >= MAX_WAITING) throw new AppError('too_many', 'too many downloads wait');
    const abort = new AbortController();
    const { promise: turn, resolve: begin } = Promise.withResolvers<undefined>();
    const cancelled = new Promise<never>((_resolve, reject) => {
      abort.signal.addEventListener('abort', () => reject(new AppError('cancelled')));
    });
    const promise = Promise.race([turn, cancelled])
      .then(() => run(file, abort.signal))
      .finally(() => {
        downloads.delete(file);
        void cache
          .rest(file)
          .catch((error: unknown) => logger.warn({ err: error, file }, 'no room was made'));
      });
    promise.then(
      () => move(file, { kind: 'done' }),
      (error: unknown) => {
        const { code } = AppError.from(error);
        move(file, code === 'cancelled' ? { kind: 'stopped' } : { kind: 'failed', error: code });
      },
    );
    const download = { file, abort, promise, begin: () => begin(undefined) };
    downloads.set(file, download);
    queue.push(download);
    next();
    return promise;
  }

  async function run(file: FileId, signal: AbortSignal): Promise<string> {
    let failures = 0;
    let damaged = 0;
    for (let attempt = 1; ; attempt++) {
      let moved = 0;
      try {
        return await once(file, signal, (bytes) => (moved += bytes));
      } catch (error) {
        const known = toDiskError(error) ?? toLinkError(error);
        if (signal.aborted) throw new AppError('cancelled');
        failures = moved > 0 ? 1 : failures + 1;
        if (known.code === 'file_damaged') damaged++;
        const isOver = failures >= MAX_FAILURES || attempt >= MAX_ATTEMPTS || damaged >= MAX_DAMAGED;
        // To whoever wants a file, no answer means that they are offline.
        if (isOver && known.code === 'unreachable')
          throw new AppError('offline', 'no answer', { cause: known });
        if (known.retry !== 'backoff' || known.code === 'disk_full' || isOver) throw known;
        logger.warn({ file, error: known.code, attempt }, 'a download was interrupted');
        await pause(deps.backoff(failures, random, known.retryAfterMs), signal);
      }
    }
  }

  /** Fetches what is missing. */
  async function once(file: FileId, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<string> {
    const begun = await cache.begun(file);
    const fetched = await files.fetch(file, begun?.bytes ?? 0, begun?.hash, signal);
    const { from, total, hash, body } = fetched;
    const path = await cache.begin(file, hash);
    let bytes = from;
    move(file, { kind: 'running', bytes, total });
    await pipeline(
      body,
      new Transform({
        transform(chunk: Buffer, _encoding, done) {
          bytes += chunk.length;
          onBytes(chunk.length);
          move(file, { kind: 'running', bytes, total });
          // A relay that sends more than it said fills no disk.
          if (bytes > total) done(new AppError('file_damaged', 'more came than was said'));
          else done(null, chunk);
        },
      }),
      createWriteStream(path, from > 0 ? { flags: 'r+', start: from } : { flags: 'w', mode: 0o600 }),
      { signal },
    );
    if (bytes < total) throw new AppError('unreachable', 'the rest did not come');
    const complete = await cache.finish(file, hash);
    if (complete === undefined)
      throw new AppError('file_damaged', 'the bytes are others than the relay said');
    return complete;
  }

  function pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancelTimer = clock.schedule(ms, resolve);
      signal.addEventListener('abort', () => {
        cancelTimer();
        reject(new AppError('cancelled'));
      });
    });
  }

  function move(file: FileId, state: Transfer['state']): void {
    deps.onMove({ file, direction: 'down', state });
  }

  function cancel(file: FileId): void {
    const waits = queue.findIndex((download) => download.file === file);
    if (waits >= 0) queue.splice(waits, 1);
    downloads.get(file)?.abort.abort();
  }

  return {
    async fetch(file) {
      return (await cache.find(file)) ?? downloads.get(file)?.promise ?? enqueue(file);
    },
    cancel,
    stop() {
      for (const file of [...downloads.keys()]) cancel(file);
    },
  };
}

function toDiskError(error: unknown): AppError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return error.code === 'ENOSPC' || error.code === 'EDQUOT'
    ? new AppError('disk_full', 'no room for the file', { cause: error })
    : undefined;
}
