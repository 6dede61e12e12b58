import type { StoredFigures } from '../../../metrics/stored-figures.ts';
import { type AuditRow, toBackup } from '../../rows/audit.ts';
import type { Session } from '../session.ts';

/** `figures` of the port: sums that are kept, and tables of a few rows. */
export function prepareFigures(session: Session): () => Promise<StoredFigures> {
  const contents = session
    .prepare<[], [number, number]>('SELECT contents, bytes FROM content_total WHERE only_row = 1')
    .raw();
  const queued = session
    .prepare<[], number | null>("SELECT pg_sequence_last_value('delivery_key_seq')")
    .pluck();
  const waiting = session
    .prepare<[], [number, number]>('SELECT coalesce(sum(waiting), 0), coalesce(sum(missed), 0) FROM callback')
    .raw();
  const backup = session.prepare<[], Pick<AuditRow, 'at' | 'detail'>>(
    "SELECT at, detail FROM audit WHERE action = 'backup.created' ORDER BY id DESC LIMIT 1",
  );
  return async () => {
    const [stored, contentBytes] = (await contents.get()) ?? [0, 0];
    const [deliveriesWaiting, deliveriesMissed] = (await waiting.get()) ?? [0, 0];
    return {
      contents: stored,
      contentBytes,
      deliveriesQueued: (await queued.get()) ?? 0,
      deliveriesWaiting,
      deliveriesMissed,
      lastBackup: toBackup(await backup.get()),
    };
  };
}
