import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { FileId } from '../../shared/model/ids.ts';

/** What lies here when the rest is removed, the least recently used first; bytes. */
const KEPT_SHARE = 0.9;

interface Entry {
  readonly size: number;
  usedAt: number;
}

interface Beginning extends Entry {
  readonly hash: string;
  /** Somebody writes it: how large it is shows when it rests, and it stays until then. */
  readonly busy: boolean;
}

/**
 * Contents of files that were fetched, by file id: complete and checked ones, and beginnings of others. It holds `limit` bytes; what
 * was used last stays. Losing any of it costs a download, nothing else.
 */
export interface ContentCache {
  /** Where a complete content lies; it counts as used. */
  find(file: FileId): Promise<string | undefined>;
  has(file: FileId): boolean;
  /** A beginning of this content to go on with. */
  begun(file: FileId): Promise<Partial | undefined>;
  /** Where the beginning of this content is written. Another content's is removed. It stays until it is finished or rests. */
  begin(file: FileId, hash: string): Promise<string>;
  /** Nobody writes the beginning any more: it counts, and may be removed, as complete ones do. Without effect if there is none. */
  rest(file: FileId): Promise<void>;
  /** Keeps a copy of a file of this disk whose content is known to be right. */
  keep(file: FileId, path: string): Promise<void>;
  /** Likewise, if there is room for `bytes` more without removing anything; false if not. */
  keepWithin(file: FileId, path: string, bytes: number): Promise<boolean>;
  /** Checks the whole content and keeps it. `undefined`: the bytes are not those of the hash, and are gone. */
  finish(file: FileId, hash: string): Promise<string | undefined>;
  /** Where a complete content should lie; it does not count as used. */
  peek(file: FileId): string | undefined;
  /** Bytes of the complete contents, and of beginnings that rest. */
  bytes(): number;
  /** Brings it down to its limit, which may be another one now. */
  trim(): Promise<void>;
  /** Removes all of it. */
  clear(): Promise<void>;
  /** Removes complete ones and beginnings. */
  forget(files: readonly FileId[]): Promise<void>;
}

/** A beginning. */
export interface Partial {
  readonly hash: string;
  readonly bytes: number;
}

/** Opens the folder, made when missing. Files that are not of the cache's own are left alone. */
export async function openContentCache(
  folder: string,
  limit: () => number,
  now: () => number,
): Promise<ContentCache> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const entries = new Map<FileId, Entry>();
  const beginnings = new Map<FileId, Beginning>();
  let total = 0;

  for (const name of await readdir(folder)) {
    const [first = '', hash, end] = name.split('.');
    const file = FileId.safeParse(first);
    const found = file.success && (await stat(join(folder, name)).catch(() => undefined));
    if (!file.success || !found) continue;
    if (end === 'part' && hash !== undefined)
      setBeginning(file.data, { hash, size: found.size, usedAt: found.mtimeMs, busy: false });
    else if (hash === undefined) add(file.data, found.size, found.mtimeMs);
  }

  function add(file: FileId, size: number, usedAt: number): void {
    total += size - (entries.get(file)?.size ?? 0);
    entries.set(file, { size, usedAt });
  }

  function setBeginning(file: FileId, next: Beginning | undefined): void {
    total += (next?.size ?? 0) - (beginnings.get(file)?.size ?? 0);
    if (next) beginnings.set(file, next);
    else beginnings.delete(file);
  }

  const pathOf = (file: FileId): string => join(folder, file);
  const partOf = (file: FileId, hash: string): string => join(folder, `${file}.${hash}.part`);

  async function remove(file: FileId): Promise<void> {
    total -= entries.get(file)?.size ?? 0;
    entries.delete(file);
    await rm(pathOf(file), { force: true });
  }

  async function removeBeginning(file: FileId): Promise<void> {
    const beginning = beginnings.get(file);
    if (!beginning) return;
    setBeginning(file, undefined);
    await rm(partOf(file, beginning.hash), { force: true });
  }

  /** Removes the least recently used until there is room; what has just come stays, whatever its size. */
  async function makeRoom(newest?: FileId): Promise<void> {
    if (total <= limit()) return;
    const resting = [...beginnings].filter(([, { busy }]) => !busy);
    const oldest = [...entries, ...resting].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [file] of oldest) {
      if (total <= limit() * KEPT_SHARE) return;
      if (file === newest) continue;
      await (entries.has(file) ? remove(file) : removeBeginning(file));
    }
  }

  async function forget(files: readonly FileId[]): Promise<void> {
    for (const file of files) {
      await remove(file);
      await removeBeginning(file);
    }
  }

  async function keep(file: FileId, path: string): Promise<void> {
    const part = partOf(file, 'own');
    await copyFile(path, part, constants.COPYFILE_FICLONE);
    await rename(part, pathOf(file));
    add(file, (await stat(pathOf(file))).size, now());
    await makeRoom(file);
  }

  return {
    has: (file) => entries.has(file),
    async find(file) {
      const entry = entries.get(file);
      if (!entry) return undefined;
      entry.usedAt = now();
      const at = entry.usedAt / 1_000;
      try {
        await utimes(pathOf(file), at, at);
        return pathOf(file);
      } catch {
        // Somebody has tidied up here.
        await remove(file);
        return undefined;
      }
    },
    async begun(file) {
      const hash = beginnings.get(file)?.hash;
      const found = hash === undefined ? undefined : await stat(partOf(file, hash)).catch(() => undefined);
      return hash === undefined || !found ? undefined : { hash, bytes: found.size };
    },
    async begin(file, hash) {
      if (beginnings.get(file)?.hash !== hash) await removeBeginning(file);
      setBeginning(file, { hash, size: 0, usedAt: now(), busy: true });
      return partOf(file, hash);
    },
    async rest(file) {
      const beginning = beginnings.get(file);
      if (!beginning?.busy) return;
      const found = await stat(partOf(file, beginning.hash)).catch(() => undefined);
      if (beginnings.get(file) !== beginning) return;
      setBeginning(file, found && { ...beginning, size: found.size, usedAt: now(), busy: false });
      await makeRoom(file);
    },
    keep,
    async keepWithin(file, path, bytes) {
      if (total + bytes > limit()) return false;
      await keep(file, path);
      return true;
    },
    async finish(file, hash) {
      const part = partOf(file, hash);
      setBeginning(file, undefined);
      if ((await hashOf(part)) !== hash) {
        await rm(part, { force: true });
        return undefined;
      }
      const { size } = await stat(part);
      await rename(part, pathOf(file));
      add(file, size, now());
      await makeRoom(file);
      return pathOf(file);
    },
    peek: (file) => (entries.has(file) ? pathOf(file) : undefined),
    bytes: () => total,
    trim: () => makeRoom(),
    clear: () => forget([...entries.keys(), ...beginnings.keys()]),
    forget,
  };
}

/** SHA-256 of a file, base64url, in memory that does not depend on its size. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('base64url');
}
