import type { Database } from 'better-sqlite3';

/** The full-text index. It holds tokens only; texts are those of the items. */
export interface SearchQueries {
  add(id: number, tokens: string): void;
  remove(id: number): void;
  /** Ids of the newest `limit` matches below `before`, newest first. */
  match(expression: string, before: number, limit: number): number[];
}

export const SEARCH_SQL =
  'SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?';

export function createSearchQueries(db: Database): SearchQueries {
  const add = db.prepare<[number, string]>('INSERT INTO search (rowid, tokens) VALUES (?, ?)');
  const remove = db.prepare<[number]>('DELETE FROM search WHERE rowid = ?');
  const match = db.prepare<[string, number, number], number>(SEARCH_SQL).pluck();
  return {
    add: (id, tokens) => void add.run(id, tokens),
    remove: (id) => void remove.run(id),
    match: (expression, before, limit) => match.all(expression, before, limit),
  };
}
