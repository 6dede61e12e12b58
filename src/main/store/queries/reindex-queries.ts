import type { Database } from 'better-sqlite3';

/** A message that the search index lacks. */
export interface Unindexed {
  readonly id: number;
  readonly conversation: number;
  readonly sender: number;
  readonly body: string;
}

/** What a search index that was started anew still lacks. */
export interface ReindexQueries {
  isOpen(): boolean;
  /** The greatest ids first. */
  next(limit: number): Unindexed[];
  /** It is in the index now, or need not be. False: it was not waiting. */
  settle(id: number): boolean;
  /** How many there were, and how many are left; both 0 when the index is whole. */
  share(): { readonly total: number; readonly left: number };
  /** Adds to what has been done of `share`. */
  note(done: number): void;
}

export function createReindexQueries(db: Database): ReindexQueries {
  const any = db.prepare('SELECT 1 FROM reindex LIMIT 1');
  const next = db.prepare<[number], Unindexed>(`
    SELECT i.id, i.conversation, i.sender, i.body FROM reindex AS r CROSS JOIN item AS i ON i.id = r.id
    ORDER BY r.id DESC LIMIT ?`);
  const settle = db.prepare<[number]>('DELETE FROM reindex WHERE id = ?');
  const value = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
  const note = db.prepare<[number]>(`
    INSERT INTO meta (key, value) VALUES ('reindexed', ?)
    ON CONFLICT (key) DO UPDATE SET value = value + excluded.value`);
  return {
    isOpen: () => any.get() !== undefined,
    next: (limit) => next.all(limit),
    settle: (id) => settle.run(id).changes > 0,
    share() {
      if (any.get() === undefined) return { total: 0, left: 0 };
      const total = Number(value.get('reindex') ?? 0);
      return { total, left: Math.max(1, total - Number(value.get('reindexed') ?? 0)) };
    },
    note: (done) => void note.run(done),
  };
}
