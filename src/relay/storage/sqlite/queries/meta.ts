import type Database from 'better-sqlite3';

/** The relay's id and its commit counter. */
export interface MetaQueries {
  relayId(): string;
  /** The newest commit. */
  position(): number;
  /** The number of the commit being made. */
  nextPosition(): number;
}

export function prepareMeta(database: Database.Database): MetaQueries {
  const relayId = database.prepare<[], string>('SELECT relay_id FROM meta').pluck();
  const position = database.prepare<[], number>('SELECT position FROM meta').pluck();
  const next = database
    .prepare<[], number>('UPDATE meta SET position = position + 1 RETURNING position')
    .pluck();
  return {
    relayId: () => relayId.get() ?? '',
    position: () => position.get() ?? 0,
    nextPosition: () => next.get() ?? 0,
  };
}
