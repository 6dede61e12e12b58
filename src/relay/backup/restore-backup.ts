import { join, resolve } from 'node:path';
import type { BackupSummary } from '../../shared/admin/admin-views.ts';
import { AppError } from '../../shared/errors.ts';
import { checkDatabaseFile } from '../storage/sqlite/check-database-file.ts';
import { copyDurably, newFolder } from './folders.ts';
import { DATABASE, readManifest } from './manifest.ts';
import { compareWithManifest, verifyBackup } from './verify-backup.ts';

/**
 * Makes a new data folder of a backup. Backup and copies are compared with the manifest, and the database is checked by SQLite
 * itself; unless all of that is in order, there is no folder afterwards. Throws `bad_args` when the folder exists or lies in the
 * backup, `not_found`
 * for what is no backup, `store_failed` for a damaged one, `store_newer` for one of a later version, `disk_full`.
 */
export async function restoreBackup(
  backup: string,
  target: string,
  suffix: string,
  signal: AbortSignal,
): Promise<BackupSummary> {
  if (`${resolve(target)}/`.startsWith(`${resolve(backup)}/`)) {
    throw new AppError('bad_args', 'folder: lies inside the backup', { field: 'folder' });
  }
  const summary = await verifyBackup(backup, signal);
  const manifest = await readManifest(backup);
  await newFolder(target, suffix, async (temporary) => {
    for (const { path } of manifest.files) {
      signal.throwIfAborted();
      await copyDurably(join(backup, path), join(temporary, path));
    }
    await compareWithManifest(temporary, manifest, signal);
    checkDatabaseFile(join(temporary, DATABASE));
  });
  return summary;
}
