import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { MakeId } from '../../shared/clock.ts';
import { FileId } from '../../shared/model/ids.ts';
import { type Piece, pieceName, pieceOfName, type PieceStore } from './piece-store.ts';

/**
 * Pieces as files of one folder per upload. A file has its name from when it is on the disk, because renaming is what shared folders
 * promise: neither locks nor links are asked of them.
 */
export class FolderPieceStore implements PieceStore {
  readonly #root: string;
  readonly #makeId: MakeId;

  private constructor(root: string, makeId: MakeId) {
    this.#root = root;
    this.#makeId = makeId;
  }

  /** Makes the folder when it is missing. */
  static async open(root: string, makeId: MakeId): Promise<FolderPieceStore> {
    await mkdir(root, { recursive: true, mode: 0o700 });
    return new FolderPieceStore(root, makeId);
  }

  async put(upload: FileId, offset: number, bytes: Uint8Array): Promise<void> {
    const folder = join(this.#root, upload);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const temporary = join(folder, `${this.#makeId()}.partial`);
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, join(folder, pieceName({ offset, length: bytes.byteLength })));
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async pieces(upload: FileId): Promise<readonly Piece[]> {
    const names = await readdir(join(this.#root, upload)).catch(ifMissing);
    return names.flatMap((name) => pieceOfName(name) ?? []);
  }

  read(upload: FileId, piece: Piece): Readable {
    return createReadStream(join(this.#root, upload, pieceName(piece)));
  }

  async remove(upload: FileId): Promise<void> {
    // What another node is still writing may make the folder anew: it is found by its id later.
    await rm(join(this.#root, upload), { recursive: true, force: true, maxRetries: 3 });
  }

  async uploads(after: string, limit: number): Promise<readonly FileId[]> {
    const names = (await readdir(this.#root)).filter((name) => name > after).sort();
    return names.flatMap((name) => FileId.safeParse(name).data ?? []).slice(0, limit);
  }
}

function ifMissing(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}
