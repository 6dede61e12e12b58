import Database from 'better-sqlite3';
import { AppError } from '../../../shared/errors.ts';
import { migrate } from './migrations/migrate.ts';

/** How long an earlier relay may take to let go of the file. */
const BUSY_TIMEOUT_MS = 5_000;
const WAL_BYTES_KEPT = 64 * 1024 * 1024;

/**
 * Opens or creates a relay's database file and brings it up to date. A commit is on disk when it returns. Fails with
 * `store_newer` for a file of a later version, and with `store_failed` while another connection has the file.
 */
export function openDatabase(file: string, busyTimeoutMs: number = BUSY_TIMEOUT_MS): Database.Database {
  const database = new Database(file, { timeout: busyTimeoutMs });
  try {
    // Two relays on one file would each trust their own memory.
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma(`journal_size_limit = ${WAL_BYTES_KEPT}`);
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new AppError('store_failed', 'another program uses this relay data', { cause: error });
    }
    throw error;
  }
}
