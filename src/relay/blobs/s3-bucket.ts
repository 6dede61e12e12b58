import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
// @aws-sdk/client-s3 (Apache-2.0, AWS, a release every few days): signatures, retries, timeouts and XML as every such store expects them;
// 0.5 MB in a file of their own. aws4fetch is smaller by far, and leaves all but the signature to us; minio brings as much.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { AppError } from '../../shared/errors.ts';
import { SILENT_LOGGER } from '../../shared/logger.ts';
import type { ByteRange } from './blob-store.ts';
import { asBusy, failureOf, isMissing, type S3Failure, type S3Operation } from './s3-errors.ts';

export interface S3Options {
  /** `https://host:port`, or `http://`. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  /** The bucket stands in the path of an address, and not in its host. */
  readonly pathStyle: boolean;
  readonly keyId: string;
  readonly secret: string;
  /** PEM text of the authority that the server is checked by; absent: the system's. */
  readonly ca?: string | undefined;
  readonly onFailure: (failure: S3Failure) => void;
}

/** Something in the bucket. */
export interface S3Entry {
  readonly key: string;
  /** When it was put there; ms since 1970. */
  readonly at: number;
}

/** A page of what is in the bucket. */
export interface S3Page {
  readonly entries: readonly S3Entry[];
  /** With a delimiter: beginnings that several keys have in common. */
  readonly prefixes: readonly string[];
  readonly next: string | undefined;
}

/** An upload in parts that was begun. */
export interface S3Multipart {
  readonly key: string;
  readonly id: string;
  readonly at: number;
}

const CONNECT_MS = 5_000;
/** Until an answer begins; and for a connection over which nothing moves, which a slow reader may cause. ms. */
const ANSWER_MS = 30_000;
const IDLE_MS = 90_000;
/** Of one request with all its attempts; and of one that removes, which must not come later than that. ms. */
const LONGEST_MS = 90_000;
const REMOVAL_MS = 30_000;
const ATTEMPTS = 3;
const CONNECTIONS = 128;
/** The most keys that one request may remove. */
const REMOVED_AT_ONCE = 1_000;

/**
 * A bucket of an S3-compatible store. Everything that goes there is signed with its hash, so the store itself refuses what arrives
 * otherwise. Rejects with `busy` when the store does not answer or refuses, after three attempts and 90 s at most.
 */
export class S3Bucket {
  readonly #client: S3Client;
  readonly #options: S3Options;
  readonly #closing = new AbortController();

  constructor(options: S3Options) {
    this.#options = options;
    const { endpoint, region, pathStyle, keyId, secret, ca } = options;
    const agent = { keepAlive: true, maxSockets: CONNECTIONS };
    this.#client = new S3Client({
      endpoint,
      region,
      forcePathStyle: pathStyle,
      credentials: { accessKeyId: keyId, secretAccessKey: secret },
      maxAttempts: ATTEMPTS,
      retryMode: 'standard',
      // What follows is not looked for in files and variables that are another program's.
      defaultsMode: 'standard',
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      // Stores that are not Amazon's know nothing of newer checksums; the signed hash is one.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      logger: SILENT_LOGGER,
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        requestTimeout: ANSWER_MS,
        throwOnRequestTimeout: true,
        socketTimeout: IDLE_MS,
        httpAgent: agent,
        httpsAgent: { ...agent, ...(ca !== undefined && { ca }) },
        logger: SILENT_LOGGER,
      },
    });
    this.#client.middlewareStack.add(
      (next) => (args) => {
        if (!isRequest(args.request)) throw new AppError('internal', 'no request of HTTP');
        addHash(args.request);
        return next(args);
      },
      { step: 'build', priority: 'low', name: 'addHash' },
    );
  }

  /** Breaks off whatever is on its way, and refuses the rest. */
  close(): void {
    this.#closing.abort(new AppError('shutting_down', 'the relay is going away'));
    this.#client.destroy();
  }

  /** `sha256`: of the bytes, hexadecimal. */
  async put(key: string, bytes: Uint8Array, sha256: string): Promise<void> {
    const command = new PutObjectCommand({ ...this.#at(key), ...bodyOf(bytes, sha256) });
    await this.#ask('put', (abortSignal) => this.#client.send(command, { abortSignal }));
  }

  async size(key: string): Promise<number | undefined> {
    return this.#ask('head', async (abortSignal) => {
      try {
        return (await this.#client.send(new HeadObjectCommand(this.#at(key)), { abortSignal })).ContentLength;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    });
  }

  /** The stream ends with an error when there is no such thing, or not all of it comes; destroyed, it breaks off the request. */
  read(key: string, range?: ByteRange): Readable {
    const out = new PassThrough();
    const gone = new AbortController();
    out.once('close', () => gone.abort());
    const signal = AbortSignal.any([this.#closing.signal, gone.signal]);
    const Range = range && `bytes=${String(range.start)}-${String(range.end)}`;
    this.#client
      .send(new GetObjectCommand({ ...this.#at(key), Range }), { abortSignal: signal })
      .then(async ({ Body }) => {
        if (!(Body instanceof Readable)) throw new AppError('internal', 'no stream');
        await pipeline(Body, out, { signal });
      })
      .catch((error: unknown) => {
        if (isMissing(error)) out.destroy(new AppError('not_found', 'no such content'));
        else if (!out.destroyed) out.destroy(this.#failed('get', error));
      });
    return out;
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (let from = 0; from < keys.length; from += REMOVED_AT_ONCE) {
      const Objects = keys.slice(from, from + REMOVED_AT_ONCE).map((Key) => ({ Key }));
      const command = new DeleteObjectsCommand({
        Bucket: this.#options.bucket,
        Delete: { Objects, Quiet: true },
      });
      const send = (abortSignal: AbortSignal) => this.#client.send(command, { abortSignal });
      const { Errors = [] } = await this.#ask('delete', send, REMOVAL_MS);
      const [refused] = Errors.filter(({ Code }) => Code !== 'NoSuchKey');
      if (refused)
        throw this.#failed('delete', Object.assign(new Error(), { name: refused.Code ?? 'Error' }));
    }
  }

  list(
    prefix: string,
    more: {
      readonly after?: string;
      readonly next?: string;
      readonly limit?: number;
      readonly folders?: boolean;
    } = {},
  ): Promise<S3Page> {
    return this.#ask('list', async (abortSignal) => {
      const command = new ListObjectsV2Command({
        Bucket: this.#options.bucket,
        Prefix: prefix,
        StartAfter: more.after,
        ContinuationToken: more.next,
        MaxKeys: more.limit,
        Delimiter: more.folders === true ? '/' : undefined,
      });
      const page = await this.#client.send(command, { abortSignal });
      return {
        entries: (page.Contents ?? []).flatMap(({ Key: key, LastModified: at }) =>
          key === undefined ? [] : { key, at: at?.getTime() ?? 0 },
        ),
        prefixes: (page.CommonPrefixes ?? []).flatMap(({ Prefix: found }) => found ?? []),
        next: page.IsTruncated === true ? page.NextContinuationToken : undefined,
      };
    });
  }

  /** The id under which parts are put. */
  async beginParts(key: string): Promise<string> {
    const command = new CreateMultipartUploadCommand(this.#at(key));
    const { UploadId: id } = await this.#ask('put', (abortSignal) =>
      this.#client.send(command, { abortSignal }),
    );
    if (id === undefined) throw this.#failed('put', new Error());
    return id;
  }

  /** Parts count from 1. Resolves with the store's own name of what it has. */
  async putPart(key: string, id: string, part: number, bytes: Uint8Array, sha256: string): Promise<string> {
    const command = new UploadPartCommand({
      ...this.#at(key),
      UploadId: id,
      PartNumber: part,
      ...bodyOf(bytes, sha256),
    });
    const { ETag } = await this.#ask('put', (abortSignal) => this.#client.send(command, { abortSignal }));
    if (ETag === undefined) throw this.#failed('put', new Error());
    return ETag;
  }

  async endParts(key: string, id: string, tags: readonly string[]): Promise<void> {
    const Parts = tags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
    const command = new CompleteMultipartUploadCommand({
      ...this.#at(key),
      UploadId: id,
      MultipartUpload: { Parts },
    });
    await this.#ask('put', (abortSignal) => this.#client.send(command, { abortSignal }));
  }

  async dropParts(key: string, id: string): Promise<void> {
    const command = new AbortMultipartUploadCommand({ ...this.#at(key), UploadId: id });
    await this.#ask('delete', (abortSignal) => this.#client.send(command, { abortSignal }));
  }

  /** Uploads in parts that were begun and not ended: at most a thousand. */
  async openParts(prefix: string): Promise<readonly S3Multipart[]> {
    const command = new ListMultipartUploadsCommand({ Bucket: this.#options.bucket, Prefix: prefix });
    const { Uploads = [] } = await this.#ask('list', (abortSignal) =>
      this.#client.send(command, { abortSignal }),
    );
    return Uploads.flatMap(({ Key: key, UploadId: id, Initiated: at }) =>
      key === undefined || id === undefined ? [] : { key, id, at: at?.getTime() ?? Date.now() },
    );
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#options.bucket, Key: key };
  }

  async #ask<T>(
    operation: S3Operation,
    send: (signal: AbortSignal) => Promise<T>,
    longest = LONGEST_MS,
  ): Promise<T> {
    this.#closing.signal.throwIfAborted();
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(longest)]);
    try {
      return await send(signal);
    } catch (error) {
      throw this.#failed(operation, error);
    }
  }

  #failed(operation: S3Operation, error: unknown): AppError {
    if (this.#closing.signal.aborted) return AppError.from(this.#closing.signal.reason);
    if (error instanceof AppError) return error;
    const failure = failureOf(operation, error);
    this.#options.onFailure(failure);
    return asBusy(failure);
  }
}

interface Request {
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** The library itself does not say what it hands on. */
function isRequest(request: unknown): request is Request {
  return typeof request === 'object' && request !== null && 'headers' in request;
}

function bodyOf(bytes: Uint8Array, sha256: string) {
  return {
    Body: bytes,
    ContentLength: bytes.byteLength,
    ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
  };
}

/**
 * What was hashed while it was read goes into the signature, which every store verifies, and not into a header that only newer ones know;
 * the library would sign bytes over TLS as unknown. Lists of keys have the one checksum that older stores want there.
 */
function addHash({ headers, body }: Request): void {
  const checksum = headers['x-amz-checksum-sha256'];
  if (checksum !== undefined) {
    headers['x-amz-content-sha256'] = Buffer.from(checksum, 'base64').toString('hex');
    delete headers['x-amz-checksum-sha256'];
  } else if (typeof body === 'string' && body !== '') {
    headers['content-md5'] = createHash('md5').update(body).digest('base64');
  }
}
