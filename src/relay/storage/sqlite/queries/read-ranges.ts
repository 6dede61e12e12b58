import type Database from 'better-sqlite3';
import { MAX_READ_RANGES } from '../../../../shared/model/conversation.ts';
import type { RangeSet, SeqRange } from '../../../../shared/model/range-set.ts';

/** Read sets, or what of them others are not told, one row per range. */
export interface ReadRangeQueries {
  get(conversation: number, account: number): RangeSet;
  /** Of all members: account, from, to; ascending within an account. */
  all(conversation: number): [account: number, from: number, to: number][];
  /** Turns the stored set `before` into `after`, touching only the rows that differ. */
  replace(conversation: number, account: number, before: RangeSet, after: RangeSet): void;
  /** Adds a seq beyond all others. Does what addToReadSet() does, at a cost that does not grow with the set. */
  append(conversation: number, account: number, seq: number): void;
}

// `= +?` where there is an order or a max(): for `= ?` this SQLite prepares such a statement anew each time it runs, for five
// times what running it takes.

export function prepareReadRanges(
  database: Database.Database,
  table: 'read_range' | 'hidden_range',
): ReadRangeQueries {
  const get = database
    .prepare<[number, number], SeqRange>(
      `SELECT from_seq, to_seq FROM ${table} WHERE conversation = +? AND account = +? ORDER BY from_seq`,
    )
    .raw();
  const all = database
    .prepare<[number], [number, number, number]>(
      `SELECT account, from_seq, to_seq FROM ${table} WHERE conversation = +? ORDER BY account, from_seq`,
    )
    .raw();
  const put = database.prepare<[number, number, number, number]>(
    `INSERT INTO ${table} (conversation, account, from_seq, to_seq) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET to_seq = excluded.to_seq`,
  );
  const remove = database.prepare<[number, number, number]>(
    `DELETE FROM ${table} WHERE conversation = ? AND account = ? AND from_seq = ?`,
  );
  const extend = database.prepare<[number, number, number, number, number]>(
    `UPDATE ${table} SET to_seq = to_seq + 1 WHERE conversation = ? AND account = ? AND to_seq = ? - 1
     AND from_seq = (SELECT max(from_seq) FROM ${table} WHERE conversation = +? AND account = +?)`,
  );
  const count = database
    .prepare<[number, number], number>(`SELECT count(*) FROM ${table} WHERE conversation = ? AND account = ?`)
    .pluck();
  const oldestTwo = database
    .prepare<[number, number], SeqRange>(
      `SELECT from_seq, to_seq FROM ${table} WHERE conversation = +? AND account = +?
       ORDER BY from_seq LIMIT 2`,
    )
    .raw();
  const closeOldestHole = (conversation: number, account: number): void => {
    const [first, second] = oldestTwo.all(conversation, account);
    if (!first || !second) return;
    remove.run(conversation, account, second[0]);
    put.run(conversation, account, first[0], second[1]);
  };
  return {
    get: (conversation, account) => get.all(conversation, account),
    all: (conversation) => all.all(conversation),
    replace(conversation, account, before, after) {
      // Almost always a few neighbouring ranges differ, mostly the newest.
      const start = commonStart(before, after);
      const tail = commonEnd(before, after, start);
      const ends = new Map(after.slice(start, after.length - tail));
      for (const [from, to] of before.slice(start, before.length - tail)) {
        if (ends.get(from) === to) ends.delete(from);
        else if (!ends.has(from)) remove.run(conversation, account, from);
      }
      for (const [from, to] of ends) put.run(conversation, account, from, to);
    },
    append(conversation, account, seq) {
      if (extend.run(conversation, account, seq, conversation, account).changes > 0) return;
      put.run(conversation, account, seq, seq);
      if ((count.get(conversation, account) ?? 0) > MAX_READ_RANGES) closeOldestHole(conversation, account);
    },
  };
}

function isSame(a: SeqRange | undefined, b: SeqRange | undefined): boolean {
  return a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1];
}

/** How many ranges two sets have in common before they differ. */
function commonStart(a: RangeSet, b: RangeSet): number {
  let common = 0;
  while (isSame(a[common], b[common])) common++;
  return common;
}

/** The same from their ends, not counting the first `start` of either. */
function commonEnd(a: RangeSet, b: RangeSet, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let common = 0;
  while (common < most && isSame(a[a.length - 1 - common], b[b.length - 1 - common])) common++;
  return common;
}
