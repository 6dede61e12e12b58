import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { openDatabase } from '../../src/relay/storage/sqlite/database.ts';

export interface ScratchDatabase {
  readonly database: Database.Database;
  /** Bytes that the file has grown by since it was opened. */
  grown(): number;
  close(): void;
}

/** A relay's database in a folder of its own. All work is one open transaction: commits cost every design the same. */
export function openScratchDatabase(): ScratchDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'bench-receipts-'));
  const database = openDatabase(join(folder, 'receipts.db'));
  // Rows of receipts only; the conversations and accounts they belong to are not made.
  database.pragma('foreign_keys = OFF');
  const size = () =>
    Number(database.pragma('page_count', { simple: true })) *
    Number(database.pragma('page_size', { simple: true }));
  const before = size();
  database.exec('BEGIN');
  return {
    database,
    grown: () => size() - before,
    close() {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
