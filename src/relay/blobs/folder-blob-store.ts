import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { blobName, hashOfName, isHash, partName } from './blob-name.ts';
import { BLOB_PARTS, type BlobStore, type ByteRange, type StoredBlob } from './blob-store.ts';

/** What was put together for a content and not taken over in so long belongs to nobody. ms. */
const LEFT_MS = 86_400_000;

/**
 * Contents as files of a folder, which must be on the same disk as the files it takes over. Several nodes may share the folder: a
 * name appears by a rename of bytes that are on the disk, and who brings a content that is there already only removes their own.
 */
export class FolderBlobStore implements BlobStore {
  readonly #root: string;
  readonly #now: () => number;
  readonly #arrivals: string | undefined;

  private constructor(root: string, now: () => number, arrivals: string | undefined) {
    this.#root = root;
    this.#now = now;
    this.#arrivals = arrivals;
  }

  /** Makes the folders when they are missing. `arrivals`: a folder of files to be taken over, in which nobody else looks after old ones. */
  static async open(root: string, now: () => number, arrivals?: string): Promise<FolderBlobStore> {
    for (let part = 0; part < BLOB_PARTS; part++) {
      await mkdir(join(root, partName(part)), { recursive: true, mode: 0o700 });
    }
    return new FolderBlobStore(root, now, arrivals);
  }

  async adopt(path: string, hash: string): Promise<void> {
    const target = this.#path(hash);
    if (await isThere(target)) {
      await rm(path, { force: true });
      return;
    }
    await rename(path, target);
    await flushFolder(join(target, '..'));
  }

  size(hash: string): Promise<number | undefined> {
    return isHash(hash) ? sizeOf(this.#path(hash)) : Promise.resolve(undefined);
  }

  read(hash: string, range?: ByteRange): Readable {
    return createReadStream(this.#path(hash), range);
  }

  async remove(hashes: readonly string[]): Promise<void> {
    for (const hash of hashes) if (isHash(hash)) await rm(this.#path(hash), { force: true });
  }

  async tidy(): Promise<void> {
    if (this.#arrivals === undefined) return;
    for (const name of await readdir(this.#arrivals)) {
      const path = join(this.#arrivals, name);
      const found = await stat(path).catch(() => undefined);
      if (found && this.#now() - found.mtimeMs > LEFT_MS) await rm(path, { force: true });
    }
  }

  async list(part: number): Promise<readonly StoredBlob[]> {
    const folder = join(this.#root, partName(part));
    const blobs: StoredBlob[] = [];
    for (const name of await readdir(folder)) {
      const hash = hashOfName(name);
      if (hash === undefined) continue;
      const found = await stat(join(folder, name)).catch(() => undefined);
      // Renaming does not change when it was written; its place in the folder does.
      if (found) blobs.push({ hash, ageMs: this.#now() - found.ctimeMs });
    }
    return blobs;
  }

  #path(hash: string): string {
    return join(this.#root, blobName(hash));
  }
}

/** Opened, because of a shared folder's files a node remembers for a while what another one has removed; not of those it opens. */
async function isThere(path: string): Promise<boolean> {
  try {
    await (await open(path, 'r')).close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
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
