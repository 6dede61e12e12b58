import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';

/** How the name of a folder ends that is not complete. */
export const PARTIAL = '.partial';

/** Files below `folder`, as relative paths with slashes; sockets and links are none. */
export async function filesBelow(folder: string, prefix = ''): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await filesBelow(folder, path)));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}

/**
 * Copies one file, shared with the original where the file system can do that, and puts it on the disk, readable by its owner alone:
 * among them are a private key, messages and password hashes, and wherever a backup was kept may have forgotten that.
 */
export async function copyDurably(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await chmod(to, 0o600);
  await flush(to);
}

/** What was written to a file is on the disk when this resolves. */
export async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Fills a new folder under a temporary name beside it and renames it once it is complete: nobody ever sees half of one. Throws
 * `bad_args` when there is something of that name already; what `fill` throws removes what it wrote.
 */
export async function newFolder(
  target: string,
  suffix: string,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  await refuseExisting(target);
  const temporary = `${target}.${suffix}${PARTIAL}`;
  try {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await mkdir(temporary, { mode: 0o700 });
    await fill(temporary);
    // Before the name says that it is complete, the names in it are on the disk.
    for (const folder of await foldersBelow(temporary)) await flushFolder(folder);
    await refuseExisting(target);
    await rename(temporary, target);
  } catch (error) {
    // Why it failed is worth more than why it could not be tidied up.
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw asAppError(error);
  }
  await flushFolder(dirname(target));
}

/** The folder itself and all in it. */
async function foldersBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const inner = entries.filter((entry) => entry.isDirectory());
  const below = await Promise.all(inner.map(({ name }) => foldersBelow(join(folder, name))));
  return [folder, ...below.flat()];
}

async function refuseExisting(target: string): Promise<void> {
  const there = await stat(target).catch(() => undefined);
  if (there) throw new AppError('bad_args', `${target} exists already`, { field: 'folder' });
}

/** The name itself is on the disk then; systems that cannot do it for folders do it by themselves. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    return;
  }
}

const NO_ROOM: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

function asAppError(error: unknown): AppError {
  if (error instanceof Error && 'code' in error && NO_ROOM.includes(error.code)) {
    return new AppError('disk_full', 'the disk is full; nothing was left behind', { cause: error });
  }
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError('store_failed', reason, { cause: error });
}
