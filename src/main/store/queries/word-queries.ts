import type { Database } from 'better-sqlite3';
import { searchTableOf } from './search-queries.ts';

/**
 * FTS5 gathers all rows of a beginning before it gives the first one, some 150 ns each; to find a word in the dictionary costs 15 µs, and
 * the newest rows of some words are then found at once. With a hundred words of a hundred rows the two cost the same.
 */
export const MAX_WORDS = 100;

/** The words that a layer's index knows. */
export interface WordQueries {
  /** Those that begin so; `undefined` when they are more than `MAX_WORDS`. */
  startingWith(layer: number, beginning: string): readonly string[] | undefined;
}

/** Reads the dictionaries of the indexes; FTS5 makes them a table of the connection, and nothing is written for it. */
export function createWordQueries(db: Database): WordQueries {
  const tables = new Map<string, ReturnType<typeof prepare>>();

  /**
   * From word to word: the dictionary that lists each word once walks through all of its rows to count them. What follows a word has a
   * character behind it that no word contains.
   */
  function prepare(table: string) {
    db.exec(
      `CREATE VIRTUAL TABLE IF NOT EXISTS temp.${table}_word USING fts5vocab (main, ${table}, instance)`,
    );
    return db
      .prepare<{ from: string; to: string; limit: number }, string>(
        `WITH RECURSIVE word (term) AS (
           SELECT (SELECT term FROM temp.${table}_word WHERE term >= $from AND term < $to LIMIT 1)
           UNION ALL
           SELECT (SELECT term FROM temp.${table}_word WHERE term >= word.term || char(1) AND term < $to LIMIT 1)
           FROM word WHERE word.term IS NOT NULL
         )
         SELECT term FROM word WHERE term IS NOT NULL LIMIT $limit`,
      )
      .pluck();
  }

  return {
    startingWith(layer, beginning) {
      const table = searchTableOf(layer);
      const words = tables.get(table) ?? prepare(table);
      tables.set(table, words);
      // In the order of UTF-8, the last code point is beyond whatever goes on so.
      const found = words.all({ from: beginning, to: `${beginning}\u{10FFFF}`, limit: MAX_WORDS + 1 });
      return found.length > MAX_WORDS ? undefined : found;
    },
  };
}
