import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../../shared/errors.ts';
import { BLOB_PARTS, type BlobStore, type ByteRange, type StoredBlob } from './blob-store.ts';

/** The first letter of a hash, as a number, names its folder. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const HASH = /^[\w-]{43}$/;

/**
 * Contents as files of a folder, which must be on the same disk as the files it takes over. File names are hexadecimal, because
 * some disks do not tell `a` from `A`.
 */
export class FolderBlobStore implements BlobStore {
  readonly #root: string;
  readonly #now: () => number;

  private constructor(root: string, now: () => number) {
    this.#root = root;
    this.#now = now;
  }

  /** Makes the folders when they are missing. */
  static async open(root: string, now: () => number): Promise<FolderBlobStore> {
    for (let part = 0; part < BLOB_PARTS; part++) {
      await mkdir(join(root, partName(part)), { recursive: true, mode: 0o700 });
    }
    return new FolderBlobStore(root, now);
  }

  async adopt(path: string, hash: string): Promise<void> {
    const target = this.#path(hash);
    if ((await sizeOf(target)) !== undefined) {
      await rm(path, { force: true });
      return;
    }
    await rename(path, target);
    await flushFolder(join(target, '..'));
  }

  size(hash: string): Promise<number | undefined> {
    return HASH.test(hash) ? sizeOf(this.#path(hash)) : Promise.resolve(undefined);
  }

  read(hash: string, range?: ByteRange): Readable {
    return createReadStream(this.#path(hash), range);
  }

  async remove(hashes: readonly string[]): Promise<void> {
    for (const hash of hashes) if (HASH.test(hash)) await rm(this.#path(hash), { force: true });
  }

  async list(part: number): Promise<readonly StoredBlob[]> {
    const folder = join(this.#root, partName(part));
    const blobs: StoredBlob[] = [];
    for (const name of await readdir(folder)) {
      const hash = Buffer.from(name, 'hex').toString('base64url');
      if (!HASH.test(hash)) continue;
      const found = await stat(join(folder, name)).catch(() => undefined);
      // Renaming does not change when it was written; its place in the folder does.
      if (found) blobs.push({ hash, ageMs: this.#now() - found.ctimeMs });
    }
    return blobs;
  }

  /** The name is made of the decoded bytes alone: no hash leads out of the folder. */
  #path(hash: string): string {
    if (!HASH.test(hash)) throw new AppError('internal', 'not the hash of a content');
    const part = LETTERS.indexOf(hash[0] ?? '');
    return join(this.#root, partName(part), Buffer.from(hash, 'base64url').toString('hex'));
  }
}

function partName(part: number): string {
  return part.toString(16).padStart(2, '0');
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Without it a power cut may take the new name back. Windows cannot open folders, and does not need it. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
