import { mkdir, open, type FileHandle, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { MakeId } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { FileId } from '../../shared/model/ids.ts';
import { AtMost } from '../blobs/at-most.ts';
import type { PieceStore } from '../blobs/piece-store.ts';
import { chainOf, type PieceChain } from './piece-chain.ts';
import type { GatheredFile, UploadBytes } from './upload-bytes.ts';

/** What a piece has at most, and at least while many uploads come in at once; bytes. */
const MAX_PIECE_BYTES = 4 * 1024 * 1024;
const MIN_PIECE_BYTES = 256 * 1024;
/** What all uploads that come in share, until pieces become as small as they may; bytes. */
const BUFFER_BYTES = 128 * 1024 * 1024;
/** More uploads at once are sent away for a moment. */
const MAX_COMING = BUFFER_BYTES / MIN_PIECE_BYTES;
/** Of one upload: a file of the largest size has 16,384 pieces of 1 MB. */
const MAX_PIECES = 20_000;
/** Files that are put together, looked at and brought to their place at once: so many the disk has to have room for. Others wait. */
const GATHERED_AT_ONCE = 4;

/**
 * Uploads that may go on at any node: what comes is kept in pieces that all nodes share, and the node that gets the last byte puts
 * them together in a file of its own. So nodes need no locks between them, and what is inspected is what becomes the content. Each
 * byte is written twice, which `@tus/s3-store` and a shared `FileStore` would spare; both have two nodes write to one upload.
 */
export class PieceUploads implements UploadBytes {
  readonly #store: PieceStore;
  readonly #folder: string;
  readonly #makeId: MakeId;
  readonly #gatherings = new AtMost(GATHERED_AT_ONCE);
  #coming = 0;

  /** `folder`: where files are put together, on the disk from which contents are adopted. Made when it is missing. */
  constructor(store: PieceStore, folder: string, makeId: MakeId) {
    this.#store = store;
    this.#folder = folder;
    this.#makeId = makeId;
  }

  /** Every upload that is known has room. */
  create(): Promise<void> {
    return Promise.resolve();
  }

  async offset(file: FileId): Promise<number> {
    return (await this.#chain(file)).end;
  }

  /** Throws `too_many` for who sends it in crumbs, and `busy` when there is no room for what comes. */
  async append(file: FileId, offset: number, bytes: Readable): Promise<number> {
    if (this.#coming >= MAX_COMING) throw new AppError('busy', 'too many uploads at once');
    if ((await this.#store.pieces(file)).length >= MAX_PIECES) {
      throw new AppError('too_many', 'the upload has come in too many pieces');
    }
    const gathered: Uint8Array[] = [];
    let length = 0;
    let at = offset;
    const keep = async (): Promise<void> => {
      if (length === 0) return;
      const piece = Buffer.concat(gathered.splice(0), length);
      length = 0;
      await this.#store.put(file, at, piece);
      at += piece.byteLength;
    };
    this.#coming++;
    try {
      for await (const chunk of bytes) {
        // A stream without an encoding gives buffers.
        gathered.push(chunk as Buffer);
        length += (chunk as Buffer).byteLength;
        if (length >= this.#pieceBytes()) await keep();
      }
      await keep();
    } catch (error) {
      // What came before it was cut off need not come again.
      await keep();
      throw error;
    } finally {
      this.#coming--;
    }
    return at;
  }

  async gather(file: FileId, size: number): Promise<GatheredFile | undefined> {
    const chain = await this.#chain(file);
    if (chain.end !== size) return undefined;
    const leave = await this.#gatherings.enter();
    try {
      const { path, release } = await this.#gather(file, chain);
      return { path, release: () => release().finally(leave) };
    } catch (error) {
      leave();
      // Nothing makes it whole again: the sender finds that nothing has come, and begins anew.
      if (error instanceof AppError && error.code === 'file_damaged') await this.discard(file);
      // Another node has been faster.
      if ((await this.#chain(file)).end !== size) return undefined;
      throw error;
    }
  }

  discard(file: FileId): Promise<void> {
    return this.#store.remove(file);
  }

  list(after: string, limit: number): Promise<readonly FileId[]> {
    return this.#store.uploads(after, limit);
  }

  async #chain(file: FileId): Promise<PieceChain> {
    return chainOf(await this.#store.pieces(file));
  }

  async #gather(
    file: FileId,
    { links }: PieceChain,
  ): Promise<{ path: string; release: () => Promise<void> }> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, this.#makeId());
    const release = (): Promise<void> => rm(path, { force: true });
    try {
      const target = await open(path, 'wx', 0o600);
      try {
        for (const { piece, skip } of links) {
          const written = await copy(this.#store.read(file, piece), skip, target);
          if (written !== piece.length - skip) throw new AppError('file_damaged', 'a piece is not whole');
        }
      } finally {
        await target.close();
      }
    } catch (error) {
      await release();
      throw error;
    }
    return { path, release };
  }

  #pieceBytes(): number {
    return Math.max(MIN_PIECE_BYTES, Math.min(MAX_PIECE_BYTES, BUFFER_BYTES / this.#coming));
  }
}

/** Resolves with the number of bytes that were written, without the first `skip`. */
async function copy(source: Readable, skip: number, target: FileHandle): Promise<number> {
  let written = 0;
  let left = skip;
  for await (const chunk of source) {
    // A stream without an encoding gives buffers.
    const bytes = (chunk as Buffer).subarray(left);
    left -= (chunk as Buffer).byteLength - bytes.byteLength;
    await target.writeFile(bytes);
    written += bytes.byteLength;
  }
  return written;
}
