import type Database from 'better-sqlite3';
import { type Generation, MAX_GENERATIONS } from '../../lineage.ts';

/** The openings of these data (SYN-8). */
export interface GenerationQueries {
  /** Begins one, and forgets the oldest beyond MAX_GENERATIONS. Once for each opening. */
  begin(): void;
  current(): string;
  /** The one that began after this one; `undefined`: these data have no generation of this id. */
  find(id: string): { readonly next: Generation | undefined } | undefined;
}

export function prepareGenerations(database: Database.Database): GenerationQueries {
  const begin = database.prepare(
    'INSERT INTO generation (id, since) SELECT lower(hex(randomblob(16))), position FROM meta',
  );
  const forget = database.prepare<[number]>(
    'DELETE FROM generation WHERE key <= (SELECT max(key) FROM generation) - ?',
  );
  const current = database
    .prepare<[], string>('SELECT id FROM generation WHERE key = (SELECT max(key) FROM generation)')
    .pluck();
  const key = database.prepare<[string], number>('SELECT key FROM generation WHERE id = ?').pluck();
  const next = database.prepare<[number], Generation>(
    'SELECT id, since FROM generation WHERE key > ? ORDER BY key LIMIT 1',
  );
  return {
    begin() {
      begin.run();
      forget.run(MAX_GENERATIONS);
    },
    current: () => current.get() ?? '',
    find(id) {
      const found = key.get(id);
      return found === undefined ? undefined : { next: next.get(found) };
    },
  };
}
