import type { Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';

/** Items that one step reads: some 20 ms. */
const STEP = 5_000;

/**
 * Reads everything that the messages lie in, in steps between which the thread is free; throws at the first damage.
 * `checkFile` tells more, and cannot be interrupted for as long as it takes. The search index is left out: its damage shows when
 * it is used, and costs nothing that the messages do not have.
 */
export function* checkInSteps(db: Database): Generator<void, void> {
  const tables = db.prepare<[], string>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
     AND name NOT LIKE '%search%' AND name NOT IN ('item', 'salvage_item')`,
  );
  for (const table of tables.pluck().all()) {
    yield;
    if (db.pragma(`quick_check('${table}')`, { simple: true }) !== 'ok')
      throw new AppError('store_damaged', `damage in ${table}`);
  }
  // The length of a text is that of its characters, so all of it is read.
  const rows = db.prepare<[number, number], { last: number | null; bytes: number }>(`
    SELECT max(id) AS last, sum(length(body)) AS bytes
    FROM (SELECT id, body FROM item NOT INDEXED WHERE id > ? ORDER BY id LIMIT ?)`);
  for (let last: number | null | undefined = -1; typeof last === 'number'; last = rows.get(last, STEP)?.last)
    yield;
  const entries = db.prepare<[number], number>(
    'SELECT count(seq) FROM item INDEXED BY item_seq WHERE conversation = ?',
  );
  for (const conversation of db.prepare<[], number>('SELECT num FROM conversation').pluck().all()) {
    yield;
    entries.get(conversation);
  }
}
