import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UpdateFileName, UPDATES_PATH } from '../../shared/update-manifest.ts';
import { parseRange } from '../files/byte-range.ts';
import type { HttpRoute } from '../transport/ws-server.ts';

/** Installers are large: so many at a time, of which so many to one address; the others come again. */
export const MAX_DOWNLOADS = 32;
export const MAX_DOWNLOADS_PER_ADDRESS = 4;
const RETRY_SECONDS = 30;
/** A reader that takes nothing for so long is cut off; ms. */
const STALLED_MS = 60_000;

/**
 * Serves the files of a folder under `/updates/` to anybody (UPD-1): what lies there is signed and secret to nobody, and somebody who
 * has no client yet needs it first. Only plain names, no folders, no lists. The folder may come, change and go while the relay runs.
 */
export function createUpdateShelf(folder: string): HttpRoute {
  let downloads = 0;
  const byAddress = new Map<string, number>();

  /** This machine itself, which has no key, is not limited. */
  function ofAddress(key: string | undefined): number {
    return key === undefined ? 0 : (byAddress.get(key) ?? 0);
  }

  function count(key: string | undefined, change: 1 | -1): void {
    downloads += change;
    if (key === undefined) return;
    const next = ofAddress(key) + change;
    if (next === 0) byAddress.delete(key);
    else byAddress.set(key, next);
  }

  return {
    path: UPDATES_PATH,
    answer(request, response, { limitKey }) {
      // A body that is not read does not end.
      request.resume();
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        refuse(response, 405, { allow: 'GET, HEAD' });
        return;
      }
      if (downloads >= MAX_DOWNLOADS || ofAddress(limitKey) >= MAX_DOWNLOADS_PER_ADDRESS) {
        refuse(response, 503, { 'retry-after': String(RETRY_SECONDS) });
        return;
      }
      count(limitKey, 1);
      send(folder, request, response)
        .catch(() => {
          // The disk, or a reader that is gone.
          response.destroy();
        })
        .finally(() => {
          count(limitKey, -1);
        });
    },
  };
}

async function send(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const name = UpdateFileName.safeParse(path.slice(UPDATES_PATH.length + 1));
  const file = name.success ? await open(join(folder, name.data)).catch(() => undefined) : undefined;
  if (!name.success || !file) {
    refuse(response, 404);
    return;
  }
  try {
    await sendFile(file, name.data, request, response);
  } finally {
    await file.close();
  }
}

async function sendFile(
  file: FileHandle,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const stats = await file.stat();
  if (!stats.isFile()) {
    refuse(response, 404);
    return;
  }
  const { size } = stats;
  const etag = `"${size.toString(36)}-${Math.floor(stats.mtimeMs).toString(36)}"`;
  const isStatement = name.endsWith('.json');
  response.setHeader('etag', etag);
  response.setHeader('accept-ranges', 'bytes');
  response.setHeader('content-type', isStatement ? 'application/json' : 'application/octet-stream');
  response.setHeader('content-disposition', isStatement ? 'inline' : `attachment; filename="${name}"`);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('content-security-policy', "default-src 'none'; sandbox");
  response.setHeader('cache-control', 'no-cache');
  const isSame = (request.headers['if-range'] ?? etag) === etag;
  const range = isSame ? parseRange(request.headers.range, size) : 'all';
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
    return;
  }
  const part = range === 'all' ? { start: 0, end: size - 1 } : range;
  const length = part.end - part.start + 1;
  if (range !== 'all') response.setHeader('content-range', `bytes ${part.start}-${part.end}/${size}`);
  response.writeHead(range === 'all' ? 200 : 206, { 'content-length': length });
  if (request.method === 'HEAD' || length === 0) {
    response.end();
    return;
  }
  response.setTimeout(STALLED_MS, () => response.destroy());
  await pipeline(createReadStream('', { fd: file, ...part, autoClose: false }), response);
}

function refuse(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...headers, 'content-length': 0, 'cache-control': 'no-store' }).end();
}
