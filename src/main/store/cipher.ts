import { closeSync, openSync, readSync } from 'node:fs';
import type { Database } from 'better-sqlite3';

/** 32 bytes that encrypt one store's file; `undefined` leaves it plain, as tests and benches want it. */
export type StoreKey = Uint8Array | undefined;

/** What every SQLite file that is not encrypted begins with. */
const PLAIN_HEADER = 'SQLite format 3\0';

/**
 * Sets cipher and key of a connection that has read nothing yet; without a key it stays plain. With a wrong key the first
 * read fails with `SQLITE_NOTADB`.
 *
 * AEGIS-256 authenticates each page, so damage is found where it is read; the key is used as it is, without a derivation that
 * would cost every start, because it is random. `npm run bench -- store` shows what it costs.
 */
export function useKey(db: Database, key: StoreKey): void {
  if (key === undefined) return;
  db.pragma("cipher = 'aegis'");
  db.pragma(`key = ${rawKey(key)}`);
}

/** Encrypts what the connection has open, in place. Nothing else may have it open, and its journal must be off. */
export function encryptInPlace(db: Database, key: Uint8Array): void {
  db.pragma("cipher = 'aegis'");
  db.pragma('temp_store = MEMORY');
  db.pragma(`rekey = ${rawKey(key)}`);
}

/** Whether the file is an SQLite database that anybody can read. False for what is missing, too short or no file at all. */
export function isPlainDatabase(file: string): boolean {
  const start = Buffer.alloc(PLAIN_HEADER.length);
  try {
    const handle = openSync(file, 'r');
    try {
      readSync(handle, start, 0, start.length, 0);
    } finally {
      closeSync(handle);
    }
  } catch {
    // SQLite will say what is wrong with it.
    return false;
  }
  return start.toString('latin1') === PLAIN_HEADER;
}

/** As SQL; SQLite's errors do not quote it, and neither do ours (`toStoreError`). */
function rawKey(key: Uint8Array): string {
  return `'raw:${Buffer.from(key).toString('hex')}'`;
}
