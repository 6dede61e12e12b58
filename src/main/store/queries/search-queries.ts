import type { Database } from 'better-sqlite3';
import { type IdRange, layerOfId } from '../item-place.ts';

/**
 * The full-text index. It holds tokens only; texts are those of the items. Each layer of ids has an index of its own, because
 * FTS5 walks through all matches that lie before a range of ids; layers that hardly anybody reaches share the last one.
 */
export interface SearchQueries {
  /** Ids that are added in ascending order cost least. */
  add(id: number, tokens: string): void;
  /** Without effect for an id that is not there. */
  remove(id: number): void;
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

/** The plan is asserted by test. */
export function matchSql(table: (typeof SEARCH_TABLES)[number]): string {
  return `SELECT rowid FROM ${table} WHERE ${table} MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?`;
}

export function createSearchQueries(db: Database): SearchQueries {
  const tables = SEARCH_TABLES.map((table) => ({
    add: db.prepare<[number, string]>(`INSERT INTO ${table} (rowid, tokens) VALUES (?, ?)`),
    remove: db.prepare<[number]>(`DELETE FROM ${table} WHERE rowid = ?`),
    match: db.prepare<[string, number, number, number], number>(matchSql(table)).pluck(),
  }));

  function tableOf(id: number): (typeof tables)[number] {
    const table = tables[Math.min(layerOfId(id), tables.length - 1)];
    if (!table) throw new Error(`no index for ${id}`);
    return table;
  }

  return {
    add: (id, tokens) => void tableOf(id).add.run(id, tokens),
    remove: (id) => void tableOf(id).remove.run(id),
    match: (expression, { from, to }, limit) => tableOf(from).match.all(expression, from, to, limit),
  };
}
