import { createReadStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import * as z from 'zod';
import { AppError, ErrorBody } from '../../shared/errors.ts';
import type { FileId } from '../../shared/model/ids.ts';
import { FILES_PATH } from '../../shared/protocol/limits.ts';
import type { HttpClient, HttpResponse } from '../net/http-client.ts';
import type { PendingUpload } from '../store/port.ts';

/**
 * The relay's files, as the device's token opens them. A client of tus of our own: the store keeps what a library would keep for
 * itself, the outbox decides when to try again, and what is left is three requests. Rejects with the relay's refusal, or as the
 * HTTP client does.
 */
export interface RelayFiles {
  /** How much of the upload the relay has; begins it when it has not heard of it. */
  offset(upload: PendingUpload, signal: AbortSignal): Promise<number>;
  /** Sends the rest from `from` on; `onBytes` hears how much has left this machine. Gives what the relay has then. */
  send(
    upload: PendingUpload,
    from: number,
    signal: AbortSignal,
    onBytes: (bytes: number) => void,
  ): Promise<number>;
  /** Gives an upload up; an unknown one is no error. */
  drop(file: FileId, signal: AbortSignal): Promise<void>;
  /** The bytes from `from` on of the content `etag`, or all of them when the content is another. */
  fetch(file: FileId, from: number, etag: string | undefined, signal: AbortSignal): Promise<Fetched>;
}

/** A download that has begun. */
export interface Fetched {
  /** Where the body begins. */
  readonly from: number;
  /** Of the whole file. */
  readonly total: number;
  /** SHA-256 of the whole file, base64url. */
  readonly hash: string;
  readonly body: Readable;
}

const TUS = { 'tus-resumable': '1.0.0' } as const;
const MAX_REFUSAL_BYTES = 64 * 1024;
const Refusal = z.object({ error: ErrorBody });

/** `url` is the address of the relay's socket. */
export function createRelayFiles(http: HttpClient, url: string, token: string): RelayFiles {
  const base = new URL(FILES_PATH, url.replace(/^ws/, 'http')).href;
  const authorization = `Bearer ${token}`;

  async function head(file: FileId, signal: AbortSignal): Promise<number | undefined> {
    const response = await http.request({
      method: 'HEAD',
      url: `${base}/${file}`,
      headers: { authorization, ...TUS },
      signal,
    });
    response.body.resume();
    if (response.status === 404 || response.status === 410) return undefined;
    if (response.status === 401) throw new AppError('bad_token', 'the relay does not know this device');
    if (response.status !== 200) throw busy(response);
    return offsetOf(response);
  }

  async function begin(upload: PendingUpload, signal: AbortSignal): Promise<boolean> {
    const { file, name, type, size } = upload;
    const response = await http.request({
      method: 'POST',
      url: base,
      headers: {
        authorization,
        ...TUS,
        'content-length': '0',
        'upload-length': String(size),
        'upload-metadata': Object.entries({ id: file, name, type })
          .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
          .join(','),
      },
      signal,
    });
    if (response.status === 201 || response.status === 409) {
      response.body.resume();
      return response.status === 201;
    }
    throw await refusalOf(response);
  }

  async function drop(file: FileId, signal: AbortSignal): Promise<void> {
    const response = await http.request({
      method: 'DELETE',
      url: `${base}/${file}`,
      headers: { authorization, ...TUS },
      signal,
    });
    response.body.resume();
  }

  return {
    async offset(upload, signal) {
      const known = await head(upload.file, signal);
      if (known !== undefined) return known;
      if (await begin(upload, signal)) return 0;
      const again = await head(upload.file, signal);
      if (again !== undefined) return again;
      // It stood still for longer than the relay keeps what was begun (FIL-4), and its row is not tidied away yet: with a relay that
      // was off meanwhile, that takes minutes from its start.
      await drop(upload.file, signal);
      if (await begin(upload, signal)) return 0;
      throw new AppError('not_found', 'somebody else has the id');
    },

    async send({ file, path, size }, from, signal, onBytes) {
      let sent = from;
      const source =
        from === size ? Readable.from([]) : createReadStream(path, { start: from, end: size - 1 });
      const counted = source.pipe(
        new Transform({
          transform(chunk: Buffer, _encoding, done) {
            sent += chunk.length;
            onBytes(sent);
            done(null, chunk);
          },
        }),
      );
      source.once('error', (error: Error) => counted.destroy(error));
      const response = await http
        .request({
          method: 'PATCH',
          url: `${base}/${file}`,
          headers: {
            authorization,
            ...TUS,
            'content-type': 'application/offset+octet-stream',
            'content-length': String(size - from),
            'upload-offset': String(from),
          },
          body: counted,
          signal,
        })
        .finally(() => source.destroy());
      if (response.status === 204) {
        response.body.resume();
        return offsetOf(response);
      }
      // Its time may be over in the middle.
      if (response.status === 409 || response.status === 410) {
        response.body.resume();
        throw new AppError('busy', 'the relay has another part of it');
      }
      throw await refusalOf(response);
    },

    drop,

    async fetch(file, from, etag, signal) {
      const resume =
        from > 0 && etag !== undefined ? { range: `bytes=${from}-`, 'if-range': `"${etag}"` } : {};
      const response = await http.request({
        method: 'GET',
        url: `${base}/${file}`,
        headers: { authorization, ...resume },
        signal,
      });
      if (response.status !== 200 && response.status !== 206) throw await refusalOf(response);
      const hash = /^"([\w-]{43})"$/.exec(response.header('etag') ?? '')?.[1];
      const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.header('content-range') ?? '');
      const total = Number(response.status === 206 ? range?.[2] : response.header('content-length'));
      if (hash === undefined || !Number.isSafeInteger(total)) {
        response.body.destroy();
        throw new AppError('bad_frame', 'the relay does not say what it sends');
      }
      return { from: response.status === 206 ? Number(range?.[1]) : 0, total, hash, body: response.body };
    },
  };
}

function offsetOf(response: HttpResponse): number {
  const offset = Number(response.header('upload-offset'));
  if (!Number.isSafeInteger(offset) || offset < 0) throw new AppError('bad_frame', 'no offset');
  return offset;
}

/** The refusal in the answer's body; what is none of ours, of a proxy for example, counts as a busy relay. */
async function refusalOf(response: HttpResponse): Promise<AppError> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_REFUSAL_BYTES) break;
      chunks.push(chunk);
    }
    const parsed = Refusal.safeParse(JSON.parse(Buffer.concat(chunks).toString()));
    if (parsed.success) return AppError.fromBody(parsed.data.error);
  } catch {
    // Not JSON, or cut off.
  }
  return response.status === 401
    ? new AppError('bad_token', 'the relay does not know this device')
    : busy(response);
}

function busy({ status }: HttpResponse): AppError {
  return new AppError('busy', `the relay answered ${status}`);
}
