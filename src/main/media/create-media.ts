import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, MakeId, Random } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { StagedFile, Transfer } from '../../shared/ipc/views.ts';
import type { Logger } from '../../shared/logger.ts';
import { MAX_FILE_BYTES } from '../../shared/model/file.ts';
import { type ClientId, FileId } from '../../shared/model/ids.ts';
import type { HttpClient } from '../net/http-client.ts';
import type { Store } from '../store/port.ts';
import type { StoreDelta } from '../store/store-delta.ts';
import { type ContentCache, openContentCache } from './content-cache.ts';
import { createDownloadQueue } from './download-queue.ts';
import { createRelayFiles } from './relay-files.ts';
import { createStaging, pictureOf, type Staged } from './staging.ts';
import { createUploadQueue } from './upload-queue.ts';

/** Larger files that were sent are fetched again when they are wanted: they are on this disk anyway. */
const KEPT_BYTES = 64 * 1024 * 1024;

export interface MediaDeps {
  readonly http: HttpClient;
  readonly room: MediaRoom;
}

/** The folders of one account's files. */
export interface MediaRoom {
  readonly cache: ContentCache;
  /** Copies of what is to be sent. */
  readonly outgoing: string;
  /** Copies that other programs have open, under their own names. */
  readonly opened: string;
}

/** Opens the folder, made when missing. `limit`: what lies in the cache at most; bytes. */
export async function openMediaRoom(
  folder: string,
  now: () => number,
  limit: () => number,
): Promise<MediaRoom> {
  const outgoing = join(folder, 'outgoing');
  await mkdir(outgoing, { recursive: true, mode: 0o700 });
  const opened = join(folder, 'opened');
  await mkdir(opened, { recursive: true, mode: 0o700 });
  return { outgoing, opened, cache: await openContentCache(join(folder, 'content'), limit, now) };
}

/** What the engine of the account gives to it. */
export interface MediaContext extends MediaDeps {
  readonly store: Store;
  /** As the engine dials it. */
  readonly url: string;
  readonly token: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly makeId: MakeId;
  readonly backoff: (attempt: number, random: Random, atLeast?: number) => number;
  readonly logger: Logger;
  readonly onDelta: (delta: StoreDelta) => void;
  readonly onMove: (transfer: Transfer) => void;
  /** Messages of the outbox may be ready now. */
  readonly onReady: () => void;
  readonly onRejected: (error: AppError) => void;
}

/** A picture that may be shown: of a kind and size that was checked on this disk. */
export interface ShownPicture {
  readonly path: string;
  readonly type: string;
}

/** The files of one account: chosen, on their way, and fetched. */
export interface Media {
  /** Removes what the last run has left behind. Before anything is chosen. */
  start(): Promise<void>;
  attach(limits: { readonly maxBytes: number } | undefined): void;
  detach(): void;
  /** Something waits in the outbox. */
  kick(): void;
  add(path: string): Promise<StagedFile>;
  addBytes(name: string, type: string, bytes: Uint8Array): Promise<StagedFile>;
  /** A file that was chosen and not sent. Throws `not_found`. */
  chosen(file: FileId): Staged;
  /** It is in the outbox: it is no longer chosen. */
  sent(file: FileId): void;
  discard(file: FileId): Promise<void>;
  pause(message: ClientId, paused: boolean): Promise<void>;
  /** Nothing of the message moves while `work` runs; what the message no longer waits for is given up. */
  withhold<T>(message: ClientId, work: () => Promise<T>): Promise<T>;
  /** Files whose content is on this disk. */
  there(files: readonly FileId[]): FileId[];
  /** Where the content of a file lies on this disk; it does not count as used. */
  peek(file: FileId): string | undefined;
  /** For what comes from elsewhere than the relay. */
  readonly contents: Pick<ContentCache, 'has' | 'keepWithin'>;
  /** Bytes of all contents on this disk. */
  cachedBytes(): number;
  /** The limit of the cache is another one: what is beyond it goes. */
  trimCache(): Promise<void>;
  /** Removes all contents that were fetched or kept; what waits to be sent stays. */
  clearCache(): Promise<void>;
  /** As the download queue's. */
  fetch(file: FileId): Promise<string>;
  cancel(file: FileId): void;
  /** Fetches it and gives a copy of this safe name, for another program. */
  copyToOpen(file: FileId, name: string): Promise<string>;
  /** A picture from wherever it is. Rejects with `bad_args` for what cannot be shown as one. */
  picture(file: FileId): Promise<ShownPicture>;
  forget(files: readonly FileId[]): void;
  stop(): void;
}

/** Wires the files of one account. Nothing moves before `attach`. */
export function createMedia(context: MediaContext): Media {
  const { store, clock, random, logger, backoff, onMove, onDelta } = context;
  const { cache, outgoing, opened } = context.room;
  const files = createRelayFiles(context.http, context.url, context.token);
  let maxBytes = MAX_FILE_BYTES;
  const staging = createStaging({
    folder: outgoing,
    makeFileId: () => FileId.parse(context.makeId()),
    maxBytes: () => maxBytes,
  });
  const downloads = createDownloadQueue({ cache, files, clock, random, logger, backoff, onMove });
  const uploads = createUploadQueue({
    store,
    files,
    clock,
    random,
    logger,
    backoff,
    onDelta,
    onMove,
    onDone() {
      context.onReady();
      uploads.kick();
    },
    onRejected: context.onRejected,
    keep: ({ file, path, size }) => (size <= KEPT_BYTES ? cache.keep(file, path) : Promise.resolve()),
  });

  async function release(): Promise<void> {
    const released = await store.write.releaseUploads();
    uploads.drop(released.map(({ file }) => file));
    for (const { path, copied } of released) if (copied) await rm(path, { force: true });
  }

  function releaseSoon(): void {
    release().catch((error: unknown) => {
      if (AppError.from(error).code !== 'cancelled') logger.error({ err: error }, 'uploads not tidied up');
    });
  }

  return {
    async start() {
      await removeLost(outgoing, store);
      // What other programs had open they have read by now.
      for (const name of await readdir(opened))
        await rm(join(opened, name), { recursive: true, force: true });
    },
    attach(limits) {
      maxBytes = limits?.maxBytes ?? MAX_FILE_BYTES;
      // A relay without files would refuse each of them for good.
      if (!limits) return;
      uploads.attach();
      releaseSoon();
    },
    detach: () => uploads.detach(),
    kick: () => uploads.kick(),
    add: (path) => staging.add(path),
    addBytes: (name, type, bytes) => staging.addBytes(name, type, bytes),
    chosen(file) {
      const staged = staging.get(file);
      if (!staged) throw new AppError('not_found', 'no such chosen file', { field: 'file' });
      return staged;
    },
    sent: (file) => void staging.take(file),
    async discard(file) {
      const staged = staging.take(file);
      if (staged?.upload.copied) await rm(staged.upload.path, { force: true });
    },
    async pause(message, paused) {
      onDelta(await store.write.pauseUploads(message, paused));
      if (paused) await uploads.hold(message);
      else uploads.kick();
      // What it held up may go.
      context.onReady();
    },
    async withhold(message, work) {
      try {
        return await uploads.withhold(message, work);
      } finally {
        releaseSoon();
      }
    },
    there: (wanted) => wanted.filter((file) => cache.has(file)),
    peek: (file) => cache.peek(file),
    contents: cache,
    cachedBytes: () => cache.bytes(),
    trimCache: () => cache.trim(),
    clearCache: () => cache.clear(),
    fetch: (file) => downloads.fetch(file),
    cancel: (file) => downloads.cancel(file),
    async copyToOpen(file, name) {
      const content = await downloads.fetch(file);
      const place = join(opened, file);
      await mkdir(place, { recursive: true, mode: 0o700 });
      const path = join(place, name);
      await saveContent(content, path);
      return path;
    },
    async picture(file) {
      const own = staging.get(file)?.upload ?? (await store.read.upload(file));
      const path = own?.path ?? (await downloads.fetch(file));
      const picture = await pictureOf(path);
      if (!picture) throw new AppError('bad_args', 'no picture that can be shown', { field: 'file' });
      return { path, type: picture.type };
    },
    forget(gone) {
      for (const file of gone) downloads.cancel(file);
      Promise.all([
        cache.forget(gone),
        ...gone.map((file) => rm(join(opened, file), { recursive: true, force: true })),
      ]).catch((error: unknown) => logger.error({ err: error }, 'a recalled file is still there'));
    },
    stop() {
      uploads.detach();
      downloads.stop();
    },
  };
}

/** Copies of the last run that were never sent. */
async function removeLost(folder: string, store: Store): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = FileId.safeParse(name);
    const wanted = file.success ? await store.read.upload(file.data) : undefined;
    if (!wanted) await rm(join(folder, name), { force: true, recursive: true });
  }
}

/** Puts a checked content where the user wants it. Rejects with `disk_full` or `store_failed`. */
export async function saveContent(content: string, target: string): Promise<void> {
  try {
    await copyFile(content, target);
  } catch (cause) {
    const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
    throw new AppError(full ? 'disk_full' : 'store_failed', 'the file could not be saved', { cause });
  }
}
