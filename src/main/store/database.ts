import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database, { type Database as Connection } from 'better-sqlite3-multiple-ciphers';
import type { UserId } from '../../shared/model/ids.ts';
import { isPlainDatabase, type StoreKey, useKey } from './cipher.ts';
import { checkFile } from './check-file.ts';
import { encryptFile, type EncryptionStep } from './encrypt-file.ts';
import { APPLICATION_ID, migrate, refuseNewer } from './migrations/migrate.ts';
import { createMetaQueries, hasNoTables } from './queries/meta-queries.ts';
import type { RecoveryReason } from './queries/recovery-queries.ts';
import { finishSuccession, planSuccession } from './quarantine.ts';
import { recover } from './recover.ts';
import { createOldStore } from './salvage/old-store.ts';
import { renewAnnouncementIndex, renewIndexOf, restartIndex } from './search/restart-index.ts';
import { isCorruption, isNoRoom, toStoreError } from './sqlite-errors.ts';

/** Another program that has the file to itself is waited for so long; ms. A start must not hang. */
const LOCKED_MS = 1_000;
/** A larger file is not checked before it is used, but while it is: a check reads some 25 MB a second. */
const CHECKED_AT_ONCE_BYTES = 32 * 1024 * 1024;

export interface DatabaseOptions {
  /** Created with its folder when missing; `:memory:` is allowed. */
  readonly file: string;
  /** Whose messages these are. */
  readonly me: UserId;
  /** ms since 1970; names a file that is moved aside. */
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
  /** Damage was met while the file was in use: it is checked whatever its size, and its search index made anew. */
  readonly suspected?: boolean | undefined;
}

export interface OpenedDatabase {
  readonly db: Connection;
  /** Where a file that could not be used was moved to, or `null`. */
  readonly quarantined: string | null;
  /** The last session did not end well, and the file is too large to be checked at once: `checkFile`, please. */
  readonly unchecked: boolean;
}

/** The file cannot be used, for a reason of its own. */
class UnusableFile extends Error {
  readonly reason: RecoveryReason;

  constructor(reason: RecoveryReason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Opens the store's file for writing, migrated to the newest schema. One that is damaged, empty, another program's or another
 * account's is moved aside, and a new one takes its place with what only this device knew (`recover`). Rejected, and not touched,
 * are a newer schema (`store_newer`) and what the disk does not allow (`store_locked`, `store_read_only`, `disk_full`,
 * `store_failed`).
 */
export function openDatabase(options: DatabaseOptions): OpenedDatabase {
  try {
    if (options.file !== ':memory:') finishSuccession(options.file);
    return { ...openChecked(options), quarantined: null };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw toStoreError(error);
    try {
      const quarantined = replace(options, reason);
      return { ...openChecked(options), quarantined };
    } catch (again) {
      throw toStoreError(again);
    }
  }
}

/** Opens the same file for reading; the writer must have opened it before. */
export function openForReading(file: string, key?: StoreKey): Connection {
  try {
    const db = connect(file, 'read', key);
    db.pragma('cache_size = -16000');
    return db;
  } catch (error) {
    throw toStoreError(error);
  }
}

/** Opens a damaged file, or what is left of it, to read what can be read. */
export function openForSalvage(file: string, key?: StoreKey): Connection {
  const db = connect(file, 'read', key);
  // A file that is shorter than it says, and a damaged schema, are refused otherwise.
  db.unsafeMode();
  db.pragma('writable_schema = ON');
  db.pragma('cell_size_check = ON');
  return db;
}

/** Closes after a session without damage; the next start need not check the whole file. */
export function closeDatabase(db: Connection, trusted: boolean): void {
  if (trusted) createMetaQueries(db).setClean(true);
  db.close();
}

/** The one place where the driver opens a file. A plain one is opened without the key: none of ours stays plain for long. */
function connect(file: string, access: 'read' | 'write', key: StoreKey): Connection {
  const db = new Database(file, {
    readonly: access === 'read',
    fileMustExist: access === 'read',
    timeout: LOCKED_MS,
  });
  useKey(db, isPlainDatabase(file) ? undefined : key);
  // Sorting would otherwise write plain rows to the system's folder for temporary files, and each write within a batch the pages that
  // it changes.
  db.pragma('temp_store = MEMORY');
  return db;
}

function reasonOf(error: unknown): RecoveryReason | undefined {
  if (error instanceof UnusableFile) return error.reason;
  return isCorruption(error) ? 'damaged' : undefined;
}

function openChecked(options: DatabaseOptions): Omit<OpenedDatabase, 'quarantined'> {
  const { file, key } = options;
  if (file !== ':memory:') {
    mkdirSync(dirname(file), { recursive: true });
    accessSync(dirname(file), constants.W_OK);
    if (statSync(file, { throwIfNoEntry: false })?.size === 0) throw new UnusableFile('empty');
  }
  if (key === undefined || !isPlainDatabase(file)) return openAsItIs(options);
  const plain = openAsItIs(options);
  // What is damaged, foreign or newer has been treated as ever. One that is still to be checked is not copied before it is.
  if (plain.unchecked) return plain;
  closeDatabase(plain.db, true);
  try {
    encryptFile(file, key, options.encrypting);
  } catch (error) {
    // Plain for one more time: what is on the disk must stay in reach without room for a second copy of it.
    if (!isNoRoom(error)) throw error;
  }
  return openAsItIs(options);
}

function openAsItIs({
  file,
  me,
  key,
  durability,
  suspected = false,
}: DatabaseOptions): Omit<OpenedDatabase, 'quarantined'> {
  const db = connect(file, 'write', key);
  try {
    refuseForeign(db);
    // Before anything is changed in it.
    refuseNewer(db);
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${durability === 'power' ? 'FULL' : 'OFF'}`);
    db.pragma('foreign_keys = ON');
    // What is overwritten or moved leaves no copy behind: a recalled text must be gone.
    db.pragma('secure_delete = FAST');
    db.pragma('cache_size = -16000');
    const isNew = Number(db.pragma('user_version', { simple: true })) === 0;
    migrate(db);
    const meta = createMetaQueries(db);
    renewAnnouncementIndex(db);
    if (!meta.claim(me)) throw new UnusableFile('foreign');
    renewIndexOf(db, process.versions['unicode'] ?? '');
    const isDue = suspected || (!isNew && !meta.isClean());
    const isSmall = file === ':memory:' || statSync(file).size <= CHECKED_AT_ONCE_BYTES;
    if (isDue && (isSmall || suspected)) mend(db, suspected);
    meta.setClean(false);
    return { db, unchecked: isDue && !isSmall && !suspected };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A search index that is damaged, or suspected, is made anew from the messages; any other damage makes the file unusable. */
function mend(db: Connection, suspected: boolean): void {
  const verdict = checkFile(db);
  if (verdict === 'damaged') throw new UnusableFile('damaged');
  if (verdict === 'index' || suspected) restartIndex(db);
}

/** Builds the successor of a file that cannot be used, and puts it in its place. Returns where the old one is now. */
function replace(options: DatabaseOptions, reason: RecoveryReason): string {
  const { file, me, now } = options;
  const succession = planSuccession(file, now);
  const old = reason === 'damaged' ? tryToOpen(file, options.key) : undefined;
  try {
    const { db } = openChecked({ ...options, file: succession.draft, suspected: false });
    try {
      recover(db, me, old, { at: now, reason, aside: succession.aside });
      createMetaQueries(db).setClean(true);
    } finally {
      db.close();
    }
  } finally {
    old?.close();
  }
  succession.finish();
  return succession.aside;
}

function tryToOpen(file: string, key: StoreKey) {
  try {
    return createOldStore(openForSalvage(file, key));
  } catch (error) {
    if (error instanceof Database.SqliteError) return undefined;
    throw error;
  }
}

function refuseForeign(db: Connection): void {
  if (Number(db.pragma('application_id', { simple: true })) === APPLICATION_ID) return;
  // A first start may have been killed before its first commit: then there is no table yet.
  if (Number(db.pragma('user_version', { simple: true })) !== 0 || !hasNoTables(db))
    throw new UnusableFile('foreign');
}
