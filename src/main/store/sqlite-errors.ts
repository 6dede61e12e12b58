import Database from 'better-sqlite3-multiple-ciphers';
import { AppError, type ErrorCode } from '../../shared/errors.ts';

/** Whether the error says that the file itself is damaged, or no database at all. */
export function isCorruption(error: unknown): boolean {
  return (
    error instanceof Database.SqliteError &&
    (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB')
  );
}

/** Whether nobody may write there, be it the file, its folder or the whole disk. */
const READ_ONLY = new Set(['SQLITE_PERM', 'SQLITE_AUTH', 'EACCES', 'EPERM', 'EROFS']);
/** The last is how opening a file fails there: SQLite makes the index of its log first. */
const FULL = new Set(['SQLITE_FULL', 'ENOSPC', 'EDQUOT', 'SQLITE_IOERR_SHMSIZE']);

/** Whether the disk is full, whoever says so: SQLite, or the system when a file is copied. */
export function isNoRoom(error: unknown): boolean {
  return FULL.has(codeOf(error) ?? '');
}

/**
 * An AppError passes. What the disk does is told apart, because the user can do something about it: `disk_full`,
 * `store_read_only`, `store_locked`, `store_damaged`; any other SQLite error is `store_failed`, the rest `internal`.
 */
export function toStoreError(error: unknown): AppError {
  const code = codeOf(error);
  if (error instanceof AppError || code === undefined) return AppError.from(error);
  // SQLite's own texts can quote values; its code cannot.
  return new AppError(storeCode(code, error), `the store failed: ${code}`, { cause: error });
}

function storeCode(code: string, error: unknown): ErrorCode {
  if (FULL.has(code)) return 'disk_full';
  if (READ_ONLY.has(code) || code.startsWith('SQLITE_READONLY')) return 'store_read_only';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'store_locked';
  return isCorruption(error) ? 'store_damaged' : 'store_failed';
}

/** Of SQLite or of the file system. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error instanceof Database.SqliteError || 'syscall' in error ? error.code : undefined;
}
