import type { Database } from 'better-sqlite3';
import type { SeqRange } from '../../../shared/model/range-set.ts';

/** What an item that is taken over has beyond that of a new one. */
export interface SalvagedChanges {
  readonly unread: number | null;
  readonly receivers: number | null;
  readonly revision: number;
  readonly content_seq: number;
  readonly pin_seq: number;
  readonly edited: number;
  readonly pinned: number;
}

export interface SalvageQueries {
  setChanges(id: number, changes: SalvagedChanges): void;
  /** The seqs of a conversation's items, as ascending ranges. */
  heldSeqs(conversation: number): SeqRange[];
}

export function createSalvageQueries(db: Database): SalvageQueries {
  const setChanges = db.prepare<[SalvagedChanges & { id: number }]>(`
    UPDATE item SET unread = @unread, receivers = @receivers, revision = @revision, content_seq = @content_seq,
      pin_seq = @pin_seq, edited = @edited, pinned = @pinned WHERE id = @id`);
  // Neighbours have the same difference to their place in the order.
  const heldSeqs = db
    .prepare<[number], [number, number]>(
      `
      SELECT min(seq), max(seq) FROM (
        SELECT seq, seq - row_number() OVER (ORDER BY seq) AS island FROM item WHERE conversation = ? AND seq > 0
      ) GROUP BY island ORDER BY 1`,
    )
    .raw();
  return {
    setChanges: (id, { unread, receivers, revision, content_seq, pin_seq, edited, pinned }) =>
      void setChanges.run({ id, unread, receivers, revision, content_seq, pin_seq, edited, pinned }),
    heldSeqs: (conversation) => heldSeqs.all(conversation),
  };
}
