import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderBlobStore } from '../../src/relay/blobs/folder-blob-store.ts';
import { DEFAULT_FILE_POLICY, type FilePolicy } from '../../src/relay/files/file-policy.ts';
import {
  type FileContents,
  type FileService,
  openFileService,
  type SharedFileWork,
} from '../../src/relay/files/file-service.ts';
import { LocalUploads } from '../../src/relay/files/local-uploads.ts';
import { openMemoryRelayStorage } from '../../src/relay/storage/memory/memory-relay-storage.ts';
import { FileCounters } from '../../src/relay/metrics/service-counters.ts';
import type { HttpRoute } from '../../src/relay/transport/ws-server.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import { FileId } from '../../src/shared/model/ids.ts';
import { FILES_PATH } from '../../src/shared/protocol/limits.ts';
import { ManualClock } from './manual-clock.ts';
import type { Actor } from './relay-world.ts';
import { WsRelay } from './ws-relay.ts';

/** What came back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A relay with files in a temporary folder, behind a real port. */
export class FileRelay {
  readonly relay: WsRelay;
  readonly folder: string;
  readonly files: FileService;
  readonly clock: ManualClock;
  readonly counters: FileCounters;

  private constructor(
    relay: WsRelay,
    folder: string,
    files: FileService,
    clock: ManualClock,
    counters: FileCounters,
  ) {
    this.relay = relay;
    this.folder = folder;
    this.files = files;
    this.clock = clock;
    this.counters = counters;
  }

  static async start(
    policy: Partial<FilePolicy> = {},
    keep: {
      readonly storage?: ReturnType<typeof openMemoryRelayStorage>;
      readonly folder?: string;
      /** Of several nodes; they are at each one's disposal from its start. */
      readonly contents?: FileContents;
      readonly shared?: SharedFileWork;
    } = {},
  ): Promise<FileRelay> {
    const folder = keep.folder ?? (await mkdtemp(join(tmpdir(), 'yidu-files-')));
    const storage = keep.storage ?? openMemoryRelayStorage();
    const clock = new ManualClock();
    const counters = new FileCounters();
    // The relay comes after its files.
    let limit: (limitKey: string | undefined) => number = () => 0;
    const whole = { ...DEFAULT_FILE_POLICY, ...policy };
    const files = await openFileService({
      storage,
      openContents: async () =>
        keep.contents ?? {
          uploads: await LocalUploads.open(join(folder, 'uploads')),
          blobs: await FolderBlobStore.open(join(folder, 'blobs'), () => Date.now()),
        },
      openAtStart: keep.contents !== undefined || existsSync(join(folder, 'uploads')),
      shared: keep.shared,
      policy: whole,
      limitSignIn: (limitKey) => limit(limitKey),
      counters,
      clock,
      logger: SILENT_LOGGER,
    });
    const profile = { name: 'Test', registration: 'open', files: { maxBytes: whole.maxBytes } } as const;
    const route: HttpRoute = {
      path: FILES_PATH,
      takesLongBodies: true,
      answer: (request, response, asker) => void files.handle(request, response, asker),
    };
    const relay = await WsRelay.start(
      { storage, profile, clock },
      { routes: [route], trustedProxies: ['127.0.0.1'] },
    );
    limit = (limitKey) => relay.world.relay.limitSignIn(limitKey);
    return new FileRelay(relay, folder, files, clock, counters);
  }

  get world(): WsRelay['world'] {
    return this.relay.world;
  }

  async stop({ keep = false } = {}): Promise<void> {
    await this.relay.stop();
    await this.files.close();
    if (!keep) await rm(this.folder, { recursive: true, force: true });
  }

  newFileId(): FileId {
    return FileId.parse(this.world.makeId());
  }

  /** One request to `/files…`, with the actor's token unless the headers say otherwise. */
  ask(
    method: string,
    path: string,
    actor: Pick<Actor, 'token'> | undefined,
    headers: Record<string, string> = {},
    body: Uint8Array = new Uint8Array(),
  ): Promise<Answer> {
    return askFiles(this.relay.server.port, method, path, actor, headers, body);
  }

  begin(
    actor: Pick<Actor, 'token'>,
    file: { id: string; name: string; type?: string; size: number },
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.ask('POST', '/files', actor, {
      'upload-length': String(file.size),
      'upload-metadata': metadata({ id: file.id, name: file.name, type: file.type ?? 'text/plain' }),
      ...headers,
    });
  }

  append(actor: Pick<Actor, 'token'>, id: string, offset: number, bytes: Uint8Array): Promise<Answer> {
    return this.ask(
      'PATCH',
      `/files/${id}`,
      actor,
      { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
      bytes,
    );
  }

  /** A complete file of the actor's. Throws when the relay refuses any step. */
  async upload(
    actor: Pick<Actor, 'token'>,
    bytes: Uint8Array,
    name = 'notes.txt',
    type = 'text/plain',
  ): Promise<FileId> {
    const id = this.newFileId();
    const begun = await this.begin(actor, { id, name, type, size: bytes.length });
    if (begun.status !== 201) throw new Error(`not begun: ${begun.status} ${begun.body.toString()}`);
    if (bytes.length > 0) {
      const sent = await this.append(actor, id, 0, bytes);
      if (sent.status !== 204) throw new Error(`not sent: ${sent.status} ${sent.body.toString()}`);
    }
    return id;
  }

  fetch(
    actor: Pick<Actor, 'token'> | undefined,
    id: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.ask('GET', `/files/${id}`, actor, headers);
  }
}

/** One request to the files of the relay on this port. */
export function askFiles(
  port: number,
  method: string,
  path: string,
  actor: { readonly token: string } | undefined,
  headers: Record<string, string> = {},
  body: Uint8Array = new Uint8Array(),
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        agent: false,
        headers: {
          ...(actor ? { authorization: `Bearer ${actor.token}` } : {}),
          ...(method === 'GET' ? {} : { 'tus-resumable': '1.0.0', 'content-length': String(body.length) }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** The header of the tus protocol. */
export function metadata(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}

/** The code in the body of a refusal. */
export function codeOf({ body }: Answer): string {
  const parsed = JSON.parse(body.toString()) as { error: { code: string } };
  return parsed.error.code;
}

/** A PNG of this size by its header: what a decoder would make of the rest is nobody's business here. */
export function pngHeader(width: number, height: number): Buffer {
  const bytes = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000080600000000000000', 'hex');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}
