import { basename, join, resolve } from 'node:path';
import type { BackupSummary } from '../../shared/admin/admin-views.ts';
import { AppError } from '../../shared/errors.ts';
import { filesBelow } from './folders.ts';
import { hashFile } from './hash-file.ts';
import { MANIFEST, type Manifest, readManifest, summaryOf } from './manifest.ts';

/**
 * Reads every file of a backup and compares it with the manifest. Throws `not_found` for a folder that is no backup, and
 * `store_failed`, naming the first file that is missing, changed or too many.
 */
export async function verifyBackup(folder: string, signal: AbortSignal): Promise<BackupSummary> {
  const manifest = await readManifest(folder);
  await compareWithManifest(folder, manifest, signal);
  const known = new Set([MANIFEST, ...manifest.files.map(({ path }) => path)]);
  const stranger = (await filesBelow(folder)).find((path) => !known.has(path));
  if (stranger !== undefined) throw damaged(`${stranger} does not belong to the backup`);
  return summaryOf(basename(resolve(folder)), manifest);
}

/** Throws `store_failed` unless every file of the manifest is in the folder as it says. */
export async function compareWithManifest(
  folder: string,
  { files }: Manifest,
  signal: AbortSignal,
): Promise<void> {
  for (const { path, bytes, sha256 } of files) {
    const found = await hashFile(join(folder, path), signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw damaged(`${path} is missing or cannot be read`, error);
    });
    if (found.bytes !== bytes || found.sha256 !== sha256) throw damaged(`${path} is not what was saved`);
  }
}

function damaged(message: string, cause?: unknown): AppError {
  return new AppError('store_failed', message, { cause });
}
