import Database from 'better-sqlite3';
import { migrate } from './migrations/migrate.ts';

const BUSY_TIMEOUT_MS = 5_000;
const WAL_BYTES_KEPT = 64 * 1024 * 1024;

/**
 * Opens or creates a relay's database file and brings it up to date. A commit is on disk when it returns (FULL). Fails with
 * `store_newer` for a file of a later version.
 */
export function openDatabase(file: string): Database.Database {
  const database = new Database(file);
  try {
    database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma(`journal_size_limit = ${WAL_BYTES_KEPT}`);
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
