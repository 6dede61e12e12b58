import Database from 'better-sqlite3-multiple-ciphers';
import { AppError } from '../../shared/errors.ts';

/** Whether the error says that the file itself is damaged, or no database at all. */
export function isCorruption(error: unknown): boolean {
  return (
    error instanceof Database.SqliteError &&
    (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB')
  );
}

/** Whether the disk is full, whoever says so: SQLite, or the system when a file is copied. */
export function isNoRoom(error: unknown): boolean {
  if (error instanceof Database.SqliteError) return error.code === 'SQLITE_FULL';
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

/** An AppError passes; a full disk is `disk_full`, any other SQLite error `store_failed`, the rest `internal`. */
export function toStoreError(error: unknown): AppError {
  if (!(error instanceof Database.SqliteError)) return AppError.from(error);
  if (error.code === 'SQLITE_FULL') return new AppError('disk_full', 'the disk is full', { cause: error });
  // SQLite's own texts can quote values; its code cannot.
  return new AppError('store_failed', `the store failed: ${error.code}`, { cause: error });
}
