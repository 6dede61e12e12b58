import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { FILES_PATH } from '../../shared/protocol/limits.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Leader } from '../cluster/leader.ts';
import { hashToken } from '../handlers/auth/token.ts';
import type { FileCounters } from '../metrics/service-counters.ts';
import type { RelayStorage } from '../storage/port.ts';
import { Completion } from './completion.ts';
import { sendFile } from './downloads.ts';
import { type ContentTurns, LocalTurns } from './content-turns.ts';
import type { FilePolicy } from './file-policy.ts';
import { FileSweeper } from './file-sweeper.ts';
import { refusalBody, statusOf } from './refusal.ts';
import type { UploadBytes } from './upload-bytes.ts';
import type { Uploader, UploadServer } from './upload-server.ts';

/** Where the bytes of files lie, and those of unfinished uploads. */
export interface FileContents {
  readonly blobs: BlobStore;
  readonly uploads: UploadBytes;
  /** Breaks off what is on its way, which others go on with, or this relay when it starts again. */
  close?(): void;
}

/** What those do one after another who share contents that are not in their data folders. */
export interface SharedFileWork {
  readonly leader: Leader;
  readonly turns: ContentTurns;
}

export interface FileServiceDeps {
  readonly storage: RelayStorage;
  /** Asked once, when the first file comes or goes, or at the start when something may have been left half done. */
  readonly openContents: () => Promise<FileContents>;
  readonly openAtStart: boolean;
  /** Absent: the contents are in the data folder. */
  readonly shared?: SharedFileWork | undefined;
  readonly policy: FilePolicy;
  /** Milliseconds that an address has to wait after another bad token; 0: not at all (LIM-5). */
  readonly limitSignIn: (limitKey: string | undefined) => number;
  readonly counters: FileCounters;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Who asks for a file. */
export interface FileAsker {
  /** The bearer's. */
  readonly token: string | undefined;
  /** What an address is limited by; `undefined`: it is not. */
  readonly limitKey: string | undefined;
}

/** Uploads and downloads of one relay, over HTTP. */
export interface FileService {
  /** Answers a request to FILES_PATH or below. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse, asker: FileAsker): Promise<void>;
  /** Refuses new requests and waits for what must not be left half done; bytes on their way may be cut. */
  close(): Promise<void>;
}

/** An upload that sends nothing for so long is cut off, and goes on later; ms. */
const STALLED_MS = 30_000;

const UPLOADING = new Set(['POST', 'PATCH', 'HEAD', 'DELETE']);

/** What is there once the first file has come. */
interface Opened {
  readonly contents: FileContents;
  readonly completion: Completion;
  readonly server: UploadServer;
  readonly sweeper: FileSweeper;
}

/**
 * Finishes what a kill has interrupted, if there ever was a file. A relay without files pays nothing for them: the upload library
 * builds on the web's requests, which Node loads when they are asked for, and the disk is read by threads that start when they
 * are; together 18 MB.
 */
export async function openFileService(deps: FileServiceDeps): Promise<FileService> {
  const { storage, shared, policy, counters, clock, logger } = deps;
  const sending = new Slots(policy.parallelUploads);
  const fetching = new Slots(policy.parallelDownloads);
  let closing = false;
  let opening: Promise<Opened> | undefined;

  async function open(): Promise<Opened> {
    const contents = await deps.openContents();
    const { blobs, uploads } = contents;
    const turns = shared?.turns ?? new LocalTurns();
    const completion = new Completion({ storage, blobs, uploads, policy, counters, clock, turns });
    const sweeper = new FileSweeper({
      storage,
      blobs,
      uploads,
      completion,
      policy,
      counters,
      turns,
      leader: shared?.leader,
      clock,
      logger,
    });
    await sweeper.start();
    const { createUploadServer } = await import('./upload-server.ts');
    const server = createUploadServer({ storage, uploads, completion, policy, counters, clock, logger });
    return { contents, completion, server, sweeper };
  }

  /** A failure is told to whoever asked, and the next one tries again. */
  function opened(): Promise<Opened> {
    return (opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));
  }

  if (deps.openAtStart) await opened();

  async function signedIn({ token, limitKey }: FileAsker): Promise<Uploader> {
    const found = token === undefined ? undefined : await storage.deviceByTokenHash(hashToken(token));
    if (!found) {
      const wait = deps.limitSignIn(limitKey);
      if (wait > 0) throw new AppError('rate_limited', 'too many bad tokens', { retryAfterMs: wait });
      throw new AppError('bad_token', 'unknown or signed-out device');
    }
    return { user: found.person.id, device: found.device.id };
  }

  async function answer(request: IncomingMessage, response: ServerResponse, asker: FileAsker): Promise<void> {
    if (closing) throw new AppError('shutting_down', 'the relay is going away');
    // A page of another site has no business here, whatever it knows (CON-2).
    if (request.headers.origin !== undefined) throw new AppError('forbidden', 'not for web pages');
    const uploader = await signedIn(asker);
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (request.method === 'GET') {
      const last = path.slice(FILES_PATH.length + 1);
      const { contents, completion } = await opened();
      const { blobs } = contents;
      await fetching.use(uploader.user, () =>
        sendFile({ storage, blobs, completion, counters }, request, response, uploader.user, last),
      );
      return;
    }
    if (!UPLOADING.has(request.method ?? '')) throw new AppError('bad_args', 'no such method');
    // Once all of it is here it is the relay's turn, which may take as long with a large file.
    request.setTimeout(STALLED_MS, () => {
      if (!request.complete) request.destroy();
    });
    // Once its connection has ended nobody waits for an answer, and the library does not always notice.
    const gone = new Promise<void>((resolve) => response.once('close', resolve));
    await sending.use(uploader.user, async () => {
      const { server } = await opened();
      await Promise.race([server.handle(request, response, uploader), gone]);
    });
  }

  return {
    async handle(request, response, asker) {
      try {
        await answer(request, response, asker);
      } catch (error) {
        const known = AppError.from(error);
        (request.method === 'GET' ? counters.downloadsRefused : counters.uploadsRefused).add(known.code);
        if (known.code === 'internal') logger.error({ err: known.cause ?? error }, 'file request failed');
        refuse(request, response, known);
      }
    },
    async close() {
      closing = true;
      const open = await opening?.catch(() => undefined);
      open?.contents.close?.();
      await open?.sweeper.close();
      await open?.completion.settled();
    },
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = refusalBody(error);
  const { retryAfterMs } = error;
  if (retryAfterMs !== undefined) response.setHeader('retry-after', Math.ceil(retryAfterMs / 1_000));
  response.writeHead(statusOf(error), {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(error.code === 'bad_token' ? { 'www-authenticate': 'Bearer' } : {}),
    // What is still being sent is not read.
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** How many requests of one account are under way. */
class Slots {
  readonly #most: number;
  readonly #taken = new Map<UserId, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Rejects with `rate_limited` when all are taken. */
  async use(user: UserId, work: () => Promise<void>): Promise<void> {
    const taken = this.#taken.get(user) ?? 0;
    if (taken >= this.#most) throw new AppError('rate_limited', 'too many at once', { retryAfterMs: 1_000 });
    this.#taken.set(user, taken + 1);
    try {
      await work();
    } finally {
      const left = (this.#taken.get(user) ?? 1) - 1;
      if (left > 0) this.#taken.set(user, left);
      else this.#taken.delete(user);
    }
  }
}
