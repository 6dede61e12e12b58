import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { DATABASE, readManifest } from '../../backup/manifest.ts';
import { restoreBackup } from '../../backup/restore-backup.ts';
import { digestDatabase } from '../../storage/sqlite/digest-database.ts';
import type { AskRelay } from './ask.ts';
import type { Printed } from './command-words.ts';
import { table } from './print.ts';

/**
 * Backup → restore into a new folder → everything equal. The restored data is compared, table by table and file by file, with
 * the data itself where the relay is stopped, and with the backup where it goes on working meanwhile. Leaves nothing behind.
 * Throws `store_failed`, naming what is not equal.
 */
export async function rehearse(
  relay: AskRelay,
  dataFolder: string,
  place: string | undefined,
  signal: AbortSignal,
): Promise<Printed> {
  const scratch = await mkdtemp(join(resolve(place ?? tmpdir()), 'yidu-rehearsal-'));
  try {
    const backup = join(scratch, 'backup');
    const restored = join(scratch, 'restored');
    await relay.ask('backups.createAt', { folder: backup });
    signal.throwIfAborted();
    await restoreBackup(backup, restored, randomBytes(6).toString('hex'), signal);
    // Only now is the database of a stopped relay nobody's: the backup itself stands in its log.
    await relay.close();
    const origin = relay.isRunning ? backup : dataFolder;
    const before = digestDatabase(join(origin, DATABASE));
    const after = new Map(digestDatabase(join(restored, DATABASE)).map((one) => [one.table, one]));
    const rows = before
      // The log has one line more since: that this backup was made.
      .filter(({ table: name }) => relay.isRunning || !LOG.has(name))
      .map((one) => {
        const other = after.get(one.table);
        if (other?.rows !== one.rows || other.sha256 !== one.sha256) {
          throw new AppError('store_failed', `table ${one.table} is not equal`);
        }
        return [one.table, one.rows, 'equal'] as const;
      });
    const { files } = await readManifest(backup);
    const value = {
      comparedWith: relay.isRunning ? 'backup' : 'data',
      tables: rows.map(([name, count]) => ({ table: name, rows: count })),
      files: files.length,
    };
    const text = `${table(['TABLE', 'ROWS', ''], rows)}\n${files.length} files, each with its SHA-256: equal\nrestored data is equal to the ${relay.isRunning ? 'backup of the running relay' : 'data folder'}`;
    return { value, text };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const LOG: ReadonlySet<string> = new Set(['audit', 'sqlite_sequence']);
