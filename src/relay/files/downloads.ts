import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors.ts';
import { isImageType } from '../../shared/model/file.ts';
import { FileId, type UserId } from '../../shared/model/ids.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { FileCounters } from '../metrics/service-counters.ts';
import type { FileStorage, StoredFile } from '../storage/file-port.ts';
import { parseRange } from './byte-range.ts';
import type { Completion } from './completion.ts';
import { contentDisposition } from './content-disposition.ts';

/** A reader that takes nothing for so long is cut off; ms. */
const STALLED_MS = 60_000;

/**
 * Sends a file, or a part of it, to somebody who may have it (FIL-7 to FIL-9). Rejects with `not_found` in the same words whether
 * there is no such file or it is not for them. Resolves when all is sent or the reader is gone.
 */
export async function sendFile(
  deps: {
    readonly storage: FileStorage;
    readonly blobs: BlobStore;
    readonly completion: Pick<Completion, 'ensure'>;
    readonly counters: Pick<FileCounters, 'bytesOut'>;
  },
  request: IncomingMessage,
  response: ServerResponse,
  user: UserId,
  last: string,
): Promise<void> {
  const id = FileId.safeParse(last);
  const file = id.success ? await deps.storage.fileFor(user, id.data) : undefined;
  const content = file?.complete;
  const size = file && content ? await sizeOf(deps, file, content.hash) : undefined;
  if (!file || !content || size === undefined) throw new AppError('not_found', 'no such file');
  const etag = `"${content.hash}"`;
  const isPicture = content.picture !== null && isImageType(file.type);
  response.setHeader('etag', etag);
  response.setHeader('accept-ranges', 'bytes');
  response.setHeader('repr-digest', `sha-256=:${Buffer.from(content.hash, 'base64url').toString('base64')}:`);
  response.setHeader('content-type', file.type);
  response.setHeader(
    'content-disposition',
    contentDisposition(isPicture ? 'inline' : 'attachment', file.name),
  );
  response.setHeader('x-content-type-options', 'nosniff');
  // Whatever the bytes are: opened in a browser they run nothing and reach nothing.
  response.setHeader('content-security-policy', "default-src 'none'; sandbox");
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  // A recall must take effect: nobody between here and the reader keeps it.
  response.setHeader('cache-control', 'private, no-store');

  // Another content than the one that was begun with: all of it, not the rest.
  const isSame = (request.headers['if-range'] ?? etag) === etag;
  const range = isSame ? parseRange(request.headers.range, size) : 'all';
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
    return;
  }
  const part = range === 'all' ? undefined : range;
  const length = part ? part.end - part.start + 1 : size;
  if (part) response.setHeader('content-range', `bytes ${part.start}-${part.end}/${size}`);
  response.writeHead(part ? 206 : 200, { 'content-length': length });
  if (request.method === 'HEAD' || length === 0) {
    response.end();
    return;
  }
  response.setTimeout(STALLED_MS, () => response.destroy());
  const bytes = deps.blobs.read(content.hash, part);
  bytes.on('data', (piece: Buffer) => {
    deps.counters.bytesOut += piece.byteLength;
  });
  // A reader that goes away is no failure of the relay's.
  await pipeline(bytes, response).catch(() => undefined);
}

/** A node that was killed may have left the bytes where they came in: whoever asks for them first brings them to their place. */
async function sizeOf(
  { blobs, completion }: { readonly blobs: BlobStore; readonly completion: Pick<Completion, 'ensure'> },
  file: StoredFile,
  hash: string,
): Promise<number | undefined> {
  const size = await blobs.size(hash);
  if (size !== undefined) return size;
  await completion.ensure(file);
  return blobs.size(hash);
}
