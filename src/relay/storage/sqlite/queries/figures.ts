import type Database from 'better-sqlite3';
import type { StoredFigures } from '../../../metrics/stored-figures.ts';
import { type AuditRow, toBackup } from '../../rows/audit.ts';

/** `figures` of the port: sums that are kept, and tables of a few rows. */
export function prepareFigures(database: Database.Database): () => StoredFigures {
  const contents = database
    .prepare<[], [number, number]>('SELECT contents, bytes FROM content_total WHERE only = 1')
    .raw();
  // SQLite's own: one row for each of a few tables.
  const queued = database
    .prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE rowid > 0 AND name = 'delivery'")
    .pluck();
  const waiting = database
    .prepare<[], [number, number]>(
      'SELECT coalesce(sum(waiting), 0), coalesce(sum(missed), 0) FROM callback WHERE key > 0',
    )
    .raw();
  const backup = database.prepare<[], Pick<AuditRow, 'at' | 'detail'>>(
    "SELECT at, detail FROM audit WHERE id > 0 AND action = 'backup.created' ORDER BY id DESC LIMIT 1",
  );
  return () => {
    const [stored, contentBytes] = contents.get() ?? [0, 0];
    const [deliveriesWaiting, deliveriesMissed] = waiting.get() ?? [0, 0];
    return {
      contents: stored,
      contentBytes,
      deliveriesQueued: queued.get() ?? 0,
      deliveriesWaiting,
      deliveriesMissed,
      lastBackup: toBackup(backup.get()),
    };
  };
}
