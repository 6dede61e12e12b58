import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { openDatabase } from '../../src/relay/storage/sqlite/database.ts';
import { WORDS } from './words.ts';
import { bytesSince, markJournal } from './journal-bytes.ts';

/** Rows of one transaction, as the relay's storage gathers them. */
const BATCH = 1_000;

export interface InboxCosts {
  readonly bytes: number;
  readonly ms: number;
}

/**
 * The way that S6 replaced, on the same database with the same settings: whoever publishes writes to the inbox of every account.
 * `earlier` announcements are there already. `copies`: the words lie in each inbox; otherwise a reference to them.
 */
export function publishToInboxes(options: {
  readonly accounts: number;
  readonly earlier: number;
  readonly copies: boolean;
}): InboxCosts {
  const { accounts, earlier, copies } = options;
  const folder = mkdtempSync(join(tmpdir(), 'bench-inboxes-'));
  const file = join(folder, 'inboxes.db');
  const database = openDatabase(file);
  try {
    database.pragma('foreign_keys = OFF');
    // What is copied out of the journal later is the same for all designs, and left out of all.
    database.pragma('wal_autocheckpoint = 0');
    database.exec(`CREATE TABLE inbox (
      account INTEGER NOT NULL, seq INTEGER NOT NULL, announcement INTEGER NOT NULL, read INTEGER NOT NULL, words TEXT,
      PRIMARY KEY (account, seq)
    ) STRICT, WITHOUT ROWID`);
    fill(database, accounts, earlier);
    database.pragma('wal_checkpoint(TRUNCATE)');
    const before = markJournal(file);
    const start = performance.now();
    deliver(database, accounts, earlier + 1, copies ? JSON.stringify(WORDS) : null);
    const ms = performance.now() - start;
    return { ms, bytes: bytesSince(before, markJournal(file)) };
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function fill(database: Database.Database, accounts: number, earlier: number): void {
  if (earlier === 0) return;
  database
    .prepare<[number, number]>(
      `WITH RECURSIVE seqs (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM seqs WHERE seq < ?),
         people (account) AS (SELECT 1 UNION ALL SELECT account + 1 FROM people WHERE account < ?)
       INSERT INTO inbox SELECT account, seq, seq, 1, NULL FROM people CROSS JOIN seqs ORDER BY account, seq`,
    )
    .run(earlier, accounts);
}

function deliver(database: Database.Database, accounts: number, seq: number, words: string | null): void {
  const insert = database.prepare<[number, number, number, string | null]>(
    'INSERT INTO inbox (account, seq, announcement, read, words) VALUES (?, ?, ?, 0, ?)',
  );
  const deliverBatch = database.transaction((from: number, to: number) => {
    for (let account = from; account <= to; account++) insert.run(account, seq, seq, words);
  });
  for (let from = 1; from <= accounts; from += BATCH) {
    deliverBatch(from, Math.min(accounts, from + BATCH - 1));
  }
}
