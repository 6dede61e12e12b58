import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { FileId, UserId } from '../../shared/model/ids.ts';
import { FILES_PATH } from '../../shared/protocol/limits.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import { hashDeviceToken } from '../handlers/auth/device-token.ts';
import type { FileCounters } from '../metrics/service-counters.ts';
import type { RelayStorage } from '../storage/port.ts';
import { Completion } from './completion.ts';
import { sendFile } from './downloads.ts';
import type { FilePolicy } from './file-policy.ts';
import { FileSweeper } from './file-sweeper.ts';
import { OneByOne } from './one-by-one.ts';
import { refusalBody, statusOf } from './refusal.ts';
import type { Uploader, UploadServer } from './upload-server.ts';

export interface FileServiceDeps {
  readonly storage: RelayStorage;
  /** Asked once, when the first file comes or goes. */
  readonly openBlobs: () => Promise<BlobStore>;
  /** Of unfinished uploads; on the same disk as the blobs. */
  readonly uploadFolder: string;
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
  readonly blobs: BlobStore;
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
  const { storage, uploadFolder, policy, counters, clock, logger } = deps;
  const sending = new Slots(policy.parallelUploads);
  const fetching = new Slots(policy.parallelDownloads);
  let closing = false;
  let opening: Promise<Opened> | undefined;

  async function open(): Promise<Opened> {
    await mkdir(uploadFolder, { recursive: true, mode: 0o700 });
    const blobs = await deps.openBlobs();
    const contents = new OneByOne();
    const pathOf = (file: FileId): string => join(uploadFolder, file);
    const completion = new Completion({ storage, blobs, policy, counters, clock, contents, pathOf });
    const sweeper = new FileSweeper({
      storage,
      blobs,
      policy,
      counters,
      contents,
      uploadFolder,
      clock,
      logger,
    });
    await sweeper.start();
    const { createUploadServer } = await import('./upload-server.ts');
    const server = createUploadServer({ storage, uploadFolder, completion, policy, counters, clock, logger });
    return { blobs, completion, server, sweeper };
  }

  /** A failure is told to whoever asked, and the next one tries again. */
  function opened(): Promise<Opened> {
    return (opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));
  }

  if (existsSync(uploadFolder)) await opened();

  async function signedIn({ token, limitKey }: FileAsker): Promise<Uploader> {
    const found = token === undefined ? undefined : await storage.deviceByTokenHash(hashDeviceToken(token));
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
      const { blobs } = await opened();
      await fetching.use(uploader.user, () =>
        sendFile({ storage, blobs, counters }, request, response, uploader.user, last),
      );
      return;
    }
    if (!UPLOADING.has(request.method ?? '')) throw new AppError('bad_args', 'no such method');
    request.setTimeout(STALLED_MS, () => request.destroy());
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
