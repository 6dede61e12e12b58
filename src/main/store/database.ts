import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database, { type Database as Connection } from 'better-sqlite3-multiple-ciphers';
import { AppError } from '../../shared/errors.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { isPlainDatabase, type StoreKey, useKey } from './cipher.ts';
import { encryptFile, type EncryptionStep } from './encrypt-file.ts';
import { APPLICATION_ID, migrate } from './migrations/migrate.ts';
import { createMetaQueries, hasNoTables } from './queries/meta-queries.ts';
import { quarantine } from './quarantine.ts';
import { isCorruption, isNoRoom, toStoreError } from './sqlite-errors.ts';

export interface DatabaseOptions {
  /** Created with its folder when missing; `:memory:` is allowed. */
  readonly file: string;
  /** Whose messages these are. A file of somebody else is refused with `store_failed`. */
  readonly me: UserId;
  /** ms since 1970; names a quarantined file. */
  readonly now: number;
  /** `power`: a commit outlives a power cut. `process`: it outlives the process, which is all that tests can see. */
  readonly durability: 'power' | 'process';
  /**
   * Encrypts the file. A plain one is encrypted first, at a later start where there is no room for a copy; one of another key counts as
   * damaged.
   */
  readonly key?: StoreKey;
  /** Told before each step of encrypting; for tests of what breaks it off. */
  readonly encrypting?: (step: EncryptionStep) => void;
}

export interface OpenedDatabase {
  readonly db: Connection;
  /** Where a damaged file was moved to, or `null`. */
  readonly quarantined: string | null;
}

/** The file cannot be ours or cannot be trusted. */
class DamagedFile extends Error {}

/**
 * Opens the store's file for writing, migrated to the newest schema. A file that is empty, no database, somebody else's
 * database or damaged is moved aside and replaced by a new one. A newer schema is refused with `store_newer`.
 */
export function openDatabase(options: DatabaseOptions): OpenedDatabase {
  try {
    return { db: openChecked(options), quarantined: null };
  } catch (error) {
    if (!(error instanceof DamagedFile) && !isCorruption(error)) throw toStoreError(error);
  }
  try {
    const quarantined = quarantine(options.file, options.now);
    return { db: openChecked(options), quarantined };
  } catch (error) {
    throw error instanceof DamagedFile ? new AppError('store_failed', error.message) : toStoreError(error);
  }
}

/** Opens the same file for reading; the writer must have opened it before. */
export function openForReading(file: string, key?: StoreKey): Connection {
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true });
    useKey(db, keyOfFile(file, key));
    db.pragma('cache_size = -16000');
    return db;
  } catch (error) {
    throw toStoreError(error);
  }
}

/** Closes after a session without damage; the next start need not check the whole file. */
export function closeDatabase(db: Connection, trusted: boolean): void {
  if (trusted) createMetaQueries(db).setClean(true);
  db.close();
}

function openChecked(options: DatabaseOptions): Connection {
  const { file, key } = options;
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file) && statSync(file).size === 0) throw new DamagedFile('the file is empty');
  if (key !== undefined && isPlainDatabase(file)) {
    // Opened as it is first: what is damaged, foreign or newer is treated as ever, and not encrypted.
    closeDatabase(openWith(options, undefined), true);
    try {
      encryptFile(file, key, options.encrypting);
    } catch (error) {
      // Plain for one more time: what is on the disk must stay in reach without room for a second copy of it.
      if (!isNoRoom(error)) throw error;
    }
  }
  return openWith(options, keyOfFile(file, key));
}

function openWith({ file, me, durability }: DatabaseOptions, key: StoreKey): Connection {
  const db = new Database(file);
  try {
    useKey(db, key);
    refuseForeign(db);
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${durability === 'power' ? 'FULL' : 'OFF'}`);
    db.pragma('foreign_keys = ON');
    // What is overwritten or moved leaves no copy behind: a recalled text must be gone.
    db.pragma('secure_delete = FAST');
    db.pragma('cache_size = -16000');
    const isNew = Number(db.pragma('user_version', { simple: true })) === 0;
    migrate(db);
    const meta = createMetaQueries(db);
    // The check reads the whole file: only after a session that did not end well.
    if (!isNew && !meta.isClean() && db.pragma('quick_check(1)', { simple: true }) !== 'ok')
      throw new DamagedFile('the check found damage');
    meta.claim(me);
    meta.setClean(false);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** None, while the file is still plain. */
function keyOfFile(file: string, key: StoreKey): StoreKey {
  return isPlainDatabase(file) ? undefined : key;
}

function refuseForeign(db: Connection): void {
  if (Number(db.pragma('application_id', { simple: true })) === APPLICATION_ID) return;
  // A first start may have been killed before its first commit: then there is no table yet.
  if (Number(db.pragma('user_version', { simple: true })) !== 0 || !hasNoTables(db))
    throw new DamagedFile('the file is of another program');
}
