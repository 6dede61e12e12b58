import Database from 'better-sqlite3';
import { AppError } from '../../../shared/errors.ts';
import { SCHEMA_VERSION } from './migrations/migrate.ts';

/**
 * Throws `store_failed` unless SQLite finds the file and all references in it in order, and `store_newer` for a file of a later
 * version. Changes nothing, and leaves no files beside it.
 */
export function checkDatabaseFile(file: string): void {
  let database: Database.Database;
  try {
    database = new Database(file, { fileMustExist: true });
  } catch (error) {
    throw new AppError('store_failed', 'the database cannot be opened', { cause: error });
  }
  try {
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version > SCHEMA_VERSION) {
      throw new AppError('store_newer', `the data has version ${version}, this program ${SCHEMA_VERSION}`);
    }
    const found: unknown = database.pragma('integrity_check(1)', { simple: true });
    const dangling: unknown = database.pragma('foreign_key_check');
    if (found !== 'ok' || !Array.isArray(dangling) || dangling.length > 0) {
      throw new AppError('store_failed', 'the database is damaged');
    }
  } catch (error) {
    if (error instanceof Database.SqliteError) {
      throw new AppError('store_failed', 'the database is damaged', { cause: error });
    }
    throw error;
  } finally {
    database.close();
  }
}
