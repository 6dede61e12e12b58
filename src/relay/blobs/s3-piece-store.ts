import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { FileId } from '../../shared/model/ids.ts';
import { type Piece, pieceName, pieceOfName, type PieceStore } from './piece-store.ts';
import type { S3Bucket } from './s3-bucket.ts';

const PREFIX = 'pieces/';

/** Pieces as objects of a bucket: `pieces/<upload>/<offset>-<length>`. */
export class S3PieceStore implements PieceStore {
  readonly #bucket: S3Bucket;

  constructor(bucket: S3Bucket) {
    this.#bucket = bucket;
  }

  async put(upload: FileId, offset: number, bytes: Uint8Array): Promise<void> {
    const key = keyOf(upload, { offset, length: bytes.byteLength });
    await this.#bucket.put(key, bytes, createHash('sha256').update(bytes).digest('hex'));
  }

  async pieces(upload: FileId): Promise<readonly Piece[]> {
    const prefix = `${PREFIX}${upload}/`;
    return (await this.#keys(prefix)).flatMap((key) => pieceOfName(key.slice(prefix.length)) ?? []);
  }

  read(upload: FileId, piece: Piece): Readable {
    return this.#bucket.read(keyOf(upload, piece));
  }

  async remove(upload: FileId): Promise<void> {
    await this.#bucket.remove(await this.#keys(`${PREFIX}${upload}/`));
  }

  async uploads(after: string, limit: number): Promise<readonly FileId[]> {
    // The letter behind the slash: what begins with the upload itself is left out.
    const from = after === '' ? {} : { after: `${PREFIX}${after}0` };
    const { prefixes } = await this.#bucket.list(PREFIX, { ...from, limit, folders: true });
    return prefixes.flatMap((prefix) => FileId.safeParse(prefix.slice(PREFIX.length, -1)).data ?? []);
  }

  async #keys(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for (let next: string | undefined; ;) {
      const page = await this.#bucket.list(prefix, next === undefined ? {} : { next });
      keys.push(...page.entries.map(({ key }) => key));
      if (page.next === undefined) return keys;
      next = page.next;
    }
  }
}

function keyOf(upload: FileId, piece: Piece): string {
  return `${PREFIX}${upload}/${pieceName(piece)}`;
}
