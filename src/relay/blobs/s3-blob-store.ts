import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { AppError } from '../../shared/errors.ts';
import { AtMost } from './at-most.ts';
import { blobName, hashOfName, isHash, partName } from './blob-name.ts';
import type { BlobStore, ByteRange, StoredBlob } from './blob-store.ts';
import type { S3Bucket } from './s3-bucket.ts';

const PREFIX = 'blobs/';
/** Larger contents go in parts of this size: at least 5 MB, and at most 10,000 of them, is what such stores ask for. Bytes. */
const PART_BYTES = 8 * 1024 * 1024;
/** So that hashing them holds nobody up. Bytes. */
const READ_BYTES = 256 * 1024;
/** Contents that are brought at once, and parts of each: what they hold in memory is 64 MB. */
const CONTENTS_AT_ONCE = 4;
const PARTS_AT_ONCE = 2;
/** Parts that were left behind. ms. */
const LEFT_MS = 86_400_000;

/** Some bytes and their SHA-256, hexadecimal. */
interface Part {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** Contents as objects of a bucket: `blobs/<part>/<hash>`. */
export class S3BlobStore implements BlobStore {
  readonly #bucket: S3Bucket;
  readonly #claim: () => Promise<void>;
  readonly #now: () => number;
  readonly #adoptions = new AtMost(CONTENTS_AT_ONCE);

  /** `claim` rejects as long as it is not certain that the bucket is this relay's: then nothing is changed in it. */
  constructor(bucket: S3Bucket, claim: () => Promise<void>, now: () => number) {
    this.#bucket = bucket;
    this.#claim = claim;
    this.#now = now;
  }

  adopt(path: string, hash: string): Promise<void> {
    const key = keyOf(hash);
    return this.#adoptions.run(async () => {
      await this.#claim();
      if ((await this.#bucket.size(key)) === undefined) await this.#bring(path, key, hash);
      await rm(path, { force: true });
    });
  }

  size(hash: string): Promise<number | undefined> {
    return isHash(hash) ? this.#bucket.size(keyOf(hash)) : Promise.resolve(undefined);
  }

  read(hash: string, range?: ByteRange): Readable {
    return this.#bucket.read(keyOf(hash), range);
  }

  async remove(hashes: readonly string[]): Promise<void> {
    await this.#claim();
    await this.#bucket.remove(hashes.filter(isHash).map(keyOf));
  }

  async tidy(): Promise<void> {
    await this.#claim();
    for (const { key, id, at } of await this.#bucket.openParts(PREFIX)) {
      if (this.#now() - at > LEFT_MS) await this.#bucket.dropParts(key, id);
    }
  }

  async list(part: number): Promise<readonly StoredBlob[]> {
    await this.#claim();
    const prefix = `${PREFIX}${partName(part)}/`;
    const blobs: StoredBlob[] = [];
    for (let next: string | undefined; ;) {
      const page = await this.#bucket.list(prefix, next === undefined ? {} : { next });
      for (const { key, at } of page.entries) {
        const hash = hashOfName(key.slice(prefix.length));
        if (hash !== undefined) blobs.push({ hash, ageMs: this.#now() - at });
      }
      if (page.next === undefined) return blobs;
      next = page.next;
    }
  }

  async #bring(path: string, key: string, hash: string): Promise<void> {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > PART_BYTES) {
        await this.#bringParts(file, size, key, hash);
        return;
      }
      const whole = createHash('sha256');
      const { bytes, sha256 } = await readPart(file, whole);
      confirm(whole.digest('base64url'), hash);
      await this.#bucket.put(key, bytes, sha256);
    } finally {
      await file.close();
    }
  }

  async #bringParts(file: FileHandle, size: number, key: string, hash: string): Promise<void> {
    const id = await this.#bucket.beginParts(key);
    const whole = createHash('sha256');
    const sending = new AtMost(PARTS_AT_ONCE);
    const tags: Promise<string>[] = [];
    try {
      for (let from = 0; from < size; from += PART_BYTES) {
        const { bytes, sha256 } = await readPart(file, whole);
        const part = tags.length + 1;
        const tag = sending.run(() => this.#bucket.putPart(key, id, part, bytes, sha256));
        // It is waited for below, and may fail before.
        tag.catch(() => undefined);
        tags.push(tag);
        // No more is read than is on its way; the first failure ends it all.
        if (part >= PARTS_AT_ONCE) await tags.at(-PARTS_AT_ONCE);
      }
      const names = await Promise.all(tags);
      confirm(whole.digest('base64url'), hash);
      await this.#bucket.endParts(key, id, names).catch(async (error: unknown) => {
        // An answer may be lost, and the second attempt finds nothing to end.
        if ((await this.#bucket.size(key)) !== size) throw error;
      });
    } catch (error) {
      await Promise.allSettled(tags);
      // Where this fails too, the parts are found a day later.
      await this.#bucket.dropParts(key, id).catch(() => undefined);
      throw error;
    }
  }
}

function keyOf(hash: string): string {
  return `${PREFIX}${blobName(hash)}`;
}

/** What comes next in the file, at most a part of it. */
async function readPart(file: FileHandle, whole: ReturnType<typeof createHash>): Promise<Part> {
  const buffer = Buffer.allocUnsafe(PART_BYTES);
  const hash = createHash('sha256');
  let length = 0;
  while (length < PART_BYTES) {
    const { bytesRead } = await file.read(buffer, length, Math.min(READ_BYTES, PART_BYTES - length));
    if (bytesRead === 0) break;
    const piece = buffer.subarray(length, length + bytesRead);
    hash.update(piece);
    whole.update(piece);
    length += bytesRead;
  }
  return { bytes: buffer.subarray(0, length), sha256: hash.digest('hex') };
}

function confirm(found: string, hash: string): void {
  if (found !== hash) throw new AppError('internal', 'the bytes have changed since they were looked at');
}
