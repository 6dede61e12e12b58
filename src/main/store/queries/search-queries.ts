import type { Database } from 'better-sqlite3';
import { type IdRange, layerOfId } from '../item-place.ts';

/**
 * The full-text index. It holds tokens only; texts are those of the items. Each layer of ids has an index of its own, so that its
 * rows lie side by side in each list of matches; layers that hardly anybody reaches share the last one.
 */
export interface SearchQueries {
  /** Ids that are added in ascending order cost least. */
  add(id: number, tokens: string): void;
  /** `tokens` as they were added: FTS5 keeps no list of them, and others would leave the index wrong (`checkIndex` tells). */
  remove(id: number, tokens: string): void;
  /**
   * Merges the pieces that a layer's index has grown, some `pages` pages of it: a query looks into every piece. False once no layer
   * has many.
   */
  merge(pages: number): boolean;
  /** Ids of the `limit` greatest matches within a range of one layer, descending. */
  match(expression: string, range: IdRange, limit: number): number[];
}

/** The tables, by layer; the last one is that of all further layers. */
export const SEARCH_TABLES = [
  'search_0',
  'search_1',
  'search_2',
  'search_3',
  'search_4',
  'search_5',
] as const;

/** The table of a layer's index. */
export function searchTableOf(layer: number): (typeof SEARCH_TABLES)[number] {
  return SEARCH_TABLES[layer] ?? 'search_5';
}

/** A layer with more pieces than this is tidied up. */
const MAX_PIECES = 4;

/**
 * FTS5 skips to a range of ids by the pages of its lists, but only if it is given integers: better-sqlite3 binds each number as a REAL,
 * which FTS5 leaves to SQLite, and it then walks through all matches before the range. The plan is asserted by test.
 */
export function matchSql(table: (typeof SEARCH_TABLES)[number]): string {
  return `SELECT rowid FROM ${table} WHERE ${table} MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER) ORDER BY rowid DESC LIMIT ?`;
}

export function createSearchQueries(db: Database): SearchQueries {
  const tables = SEARCH_TABLES.map((table) => ({
    add: db.prepare<[number, string]>(`INSERT INTO ${table} (rowid, tokens) VALUES (?, ?)`),
    remove: db.prepare<[number, string]>(
      `INSERT INTO ${table} (${table}, rowid, tokens) VALUES ('delete', ?, ?)`,
    ),
    /** A piece has a number; its pages are listed under it. */
    pieces: db.prepare<[], number>(`SELECT count(DISTINCT segid) FROM ${table}_idx`).pluck(),
    merge: db.prepare<[number]>(`INSERT INTO ${table} (${table}, rank) VALUES ('merge', ?)`),
    match: db.prepare<[string, number, number, number], number>(matchSql(table)).pluck(),
  }));

  const changes = db.prepare<[], number>('SELECT total_changes()').pluck();

  function tableOf(id: number): (typeof tables)[number] {
    const table = tables[Math.min(layerOfId(id), tables.length - 1)];
    if (!table) throw new Error(`no index for ${id}`);
    return table;
  }

  /** The layer whose pieces are being merged. */
  let merging: (typeof tables)[number] | undefined;

  function merge(pages: number): boolean {
    const starting = merging === undefined;
    merging ??= tables.find(({ pieces }) => (pieces.get() ?? 0) > MAX_PIECES);
    if (!merging) return false;
    const before = changes.get() ?? 0;
    // Below zero: all pieces, whatever their sizes.
    merging.merge.run(starting ? -pages : pages);
    // FTS5 tells that it had nothing to do by changing one row only.
    if ((changes.get() ?? 0) - before < 2) merging = undefined;
    return true;
  }

  return {
    merge,
    add: (id, tokens) => void tableOf(id).add.run(id, tokens),
    remove: (id, tokens) => void tableOf(id).remove.run(id, tokens),
    match: (expression, { from, to }, limit) => tableOf(from).match.all(expression, from, to, limit),
  };
}
