import { closeSync, copyFileSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database, { type Database as Connection } from 'better-sqlite3-multiple-ciphers';
import { AppError } from '../../shared/errors.ts';
import { encryptInPlace, useKey } from './cipher.ts';

const LEFT_OVER = ['', '-journal', '-wal', '-shm'];

/** The steps of `encryptFile`, in their order. */
export type EncryptionStep = 'fold' | 'copy' | 'encrypt' | 'verify' | 'replace';

/**
 * Replaces a sound plain database, which nobody has open, by an encrypted one with the same content. A crash at any point
 * leaves the plain file or the encrypted one, whole: the copy takes its place only when it was read again with its key and is
 * on the disk. Whatever an earlier attempt left is removed first. `reached` is told before each step.
 *
 * What the plain file held may still lie in free blocks of the disk: nobody but the disk could erase it.
 */
export function encryptFile(
  file: string,
  key: Uint8Array,
  reached: (step: EncryptionStep) => void = () => undefined,
): void {
  const copy = `${file}.encrypting`;
  for (const suffix of LEFT_OVER) rmSync(copy + suffix, { force: true });
  try {
    replaceByCopy(file, copy, key, reached);
  } catch (error) {
    // A copy of which nothing will become takes room that may be wanted.
    for (const suffix of LEFT_OVER) rmSync(copy + suffix, { force: true });
    throw error;
  }
}

function replaceByCopy(
  file: string,
  copy: string,
  key: Uint8Array,
  reached: (step: EncryptionStep) => void,
): void {
  reached('fold');
  // A journal left behind would be replayed into the encrypted file.
  withDatabase(file, (db) => {
    db.pragma('wal_checkpoint(TRUNCATE)');
    if (db.pragma('journal_mode = DELETE', { simple: true }) !== 'delete')
      throw new AppError('store_failed', 'the journal could not be folded in');
  });
  reached('copy');
  copyFileSync(file, copy);
  reached('encrypt');
  withDatabase(copy, (db) => {
    // What breaks off is thrown away, so nothing needs a journal, and none with plain pages is written.
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    encryptInPlace(db, key);
  });
  reached('verify');
  withDatabase(copy, (db) => {
    useKey(db, key);
    if (db.pragma('quick_check(1)', { simple: true }) !== 'ok')
      throw new AppError('store_failed', 'the encrypted copy is not sound');
  });
  flush(copy);
  reached('replace');
  renameSync(copy, file);
  // Windows opens no folders.
  if (process.platform !== 'win32') flush(dirname(file));
}

function withDatabase(file: string, work: (db: Connection) => void): void {
  const db = new Database(file, { fileMustExist: true });
  try {
    work(db);
  } finally {
    db.close();
  }
}

function flush(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
