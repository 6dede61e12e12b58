import type { Database } from 'better-sqlite3';
import { searchTableOf } from './search-queries.ts';

/**
 * FTS5 gathers all rows of a beginning before it gives the first one, some 150 ns each; to count them in the dictionary costs 20 ns, and
 * the newest rows of some words are then found at once. With several hundred words the two cost the same.
 */
export const MAX_WORDS = 200;

/** The words that a layer's index knows. */
export interface WordQueries {
  /** Those that begin so; `undefined` when they are more than `MAX_WORDS`. Words that no message has any more may be among them. */
  startingWith(layer: number, beginning: string): readonly string[] | undefined;
}

/** Reads the dictionaries of the indexes; FTS5 makes them a table of the connection, and nothing is written for it. */
export function createWordQueries(db: Database): WordQueries {
  const tables = new Map<string, ReturnType<typeof prepare>>();

  function prepare(table: string) {
    db.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.${table}_word USING fts5vocab (main, ${table}, row)`);
    return db
      .prepare<[string, string, number], string>(
        `SELECT term FROM temp.${table}_word WHERE term >= ? AND term < ? LIMIT ?`,
      )
      .pluck();
  }

  return {
    startingWith(layer, beginning) {
      const table = searchTableOf(layer);
      const words = tables.get(table) ?? prepare(table);
      tables.set(table, words);
      // In the order of UTF-8, the last code point is beyond whatever goes on so.
      const found = words.all(beginning, `${beginning}\u{10FFFF}`, MAX_WORDS + 1);
      return found.length > MAX_WORDS ? undefined : found;
    },
  };
}
