import type { IncomingMessage, ServerResponse } from 'node:http';
// @tus/server (MIT, tus project, 2026): the protocol's own, so that every tus client works here.
import { MemoryLocker, Server, type ServerOptions } from '@tus/server';
import type { Clock } from '../../shared/clock.ts';
import { AppError, badArgs } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { NewFile } from '../../shared/model/file.ts';
import { type DeviceId, FileId, type UserId } from '../../shared/model/ids.ts';
import { FILES_PATH } from '../../shared/protocol/limits.ts';
import type { FileCounters } from '../metrics/service-counters.ts';
import type { FileStorage } from '../storage/file-port.ts';
import type { Completion } from './completion.ts';
import { type FilePolicy, isWelcome } from './file-policy.ts';
import { toTusRefusal } from './refusal.ts';
import type { UploadBytes } from './upload-bytes.ts';
import { UploadStore } from './upload-store.ts';

/** Who sends bytes, from which device. */
export interface Uploader {
  readonly user: UserId;
  readonly device: DeviceId;
}

type TusRequest = Parameters<NonNullable<ServerOptions['onIncomingRequest']>>[0];

export interface UploadServerDeps {
  readonly storage: FileStorage;
  readonly uploads: UploadBytes;
  readonly completion: Completion;
  readonly policy: FilePolicy;
  readonly counters: FileCounters;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Answers the requests of the tus protocol (FIL-1 to FIL-5). */
export interface UploadServer {
  handle(request: IncomingMessage, response: ServerResponse, uploader: Uploader): Promise<void>;
}

export function createUploadServer(deps: UploadServerDeps): UploadServer {
  const { storage, uploads, completion, policy, counters, clock, logger } = deps;
  const uploaders = new WeakMap<IncomingMessage, Uploader>();

  function uploaderOf(request: TusRequest): Uploader {
    const incoming = request.runtime?.node?.req;
    const uploader = incoming && uploaders.get(incoming as IncomingMessage);
    if (!uploader) throw new AppError('bad_token', 'unknown or signed-out device');
    return uploader;
  }

  const server = new Server({
    path: FILES_PATH,
    datastore: new UploadStore(uploads, policy.uploadMs, storage, counters, clock),
    relativeLocation: true,
    respectForwardedHeaders: false,
    // Pages of other sites are told nothing; who may send at all is decided before this.
    allowedOrigins: [],
    locker: new MemoryLocker(),
    disableTerminationForFinishedUploads: true,
    maxSize: policy.maxBytes,
    getFileIdFromRequest: (_request, last) => FileId.safeParse(last).data,
    namingFunction: (_request, metadata) => {
      const id = FileId.safeParse(metadata?.['id']);
      if (!id.success) throw badArgs(id.error);
      return id.data;
    },
    async onIncomingRequest(request, id) {
      const { user } = uploaderOf(request);
      if (request.method === 'POST') return;
      const file = await storage.uploadOf(user, FileId.parse(id));
      if (!file) throw new AppError('not_found', 'no such upload');
      // All bytes may be here, and the relay was stopped before it had looked at them.
      if (request.method === 'HEAD') await completion.ensure(file);
    },
    async onUploadCreate(request, upload) {
      const { user, device } = uploaderOf(request);
      const asked = NewFile.safeParse({
        id: upload.id,
        name: upload.metadata?.['name'],
        type: upload.metadata?.['type'],
        size: upload.size,
      });
      if (!asked.success) throw badArgs(asked.error);
      const file = asked.data;
      if (!isWelcome(policy, file.name, file.type)) {
        throw new AppError('type_not_allowed', 'the relay does not take such files');
      }
      const { quotaBytes: quota, openUploads } = policy;
      const outcome = await storage.createUpload({
        ...file,
        owner: user,
        device,
        at: clock.now(),
        quota,
        openUploads,
      });
      if (outcome === 'too-many') throw new AppError('too_many', 'too many unfinished uploads');
      if (outcome === 'quota') throw new AppError('quota_exceeded', 'no room left for your files');
      // Not an Error, because the library goes by these fields.
      // oxlint-disable-next-line typescript/only-throw-error
      if (outcome === 'exists') throw { status_code: 409, body: 'the id is in use' };
      counters.begun++;
      // Nothing of it is kept by the library.
      return { metadata: {} };
    },
    async onUploadFinish(request, upload) {
      const { user } = uploaderOf(request);
      const file = await storage.uploadOf(user, FileId.parse(upload.id));
      if (!file) throw new AppError('not_found', 'no such upload');
      await completion.ensure(file);
      // Where another node is at it as well, its bytes may be gone before they were looked at here.
      if (!(await storage.uploadOf(user, file.id))?.complete) {
        throw new AppError('busy', 'the file is being completed');
      }
      return {};
    },
    onResponseError(_request, error) {
      const refusal = toTusRefusal(error);
      counters.uploadsRefused.add(refusal?.code ?? 'busy');
      if (refusal) return refusal;
      logger.error({ err: error }, 'upload failed');
      return toTusRefusal(new AppError('busy', 'the bytes could not be taken'));
    },
  });

  return {
    async handle(request, response, uploader) {
      uploaders.set(request, uploader);
      await server.handle(request, response);
    },
  };
}
