import type { Database } from 'better-sqlite3';
import type { UserId } from '../../../shared/model/ids.ts';
import { bytesToUuid } from '../uuid-bytes.ts';

/** An item as it is compared with the relay's event of the same seq. */
export interface Landmark {
  readonly seq: number;
  readonly sender: UserId;
  readonly at: number;
  /** Of a message. */
  readonly clientId: string | null;
}

/** An item that is taken out of a timeline. */
export interface TakenItem {
  readonly id: number;
  readonly seq: number;
  readonly sender: number;
  readonly at: number;
  readonly kind: number;
  readonly body: string;
}

/** Putting a timeline back to an earlier end. */
export interface RewindQueries {
  /** Ascending. */
  landmarks(conversation: number, from: number, to: number): Landmark[];
  /** The oldest items above `end`. */
  above(conversation: number, end: number, limit: number): TakenItem[];
  /** Items up to `end` that something above it has changed. */
  changedAbove(conversation: number, end: number): TakenItem[];
  /** My message becomes an unsent one that has failed; a quote of what is not there any more goes. */
  unsend(id: number, queued: number, end: number): void;
  /** Unsent messages quote nothing above `end` any more. */
  dropQuotes(conversation: number, end: number): void;
  forgetReactions(conversation: number, target: number): void;
  /** Reactions to, or said in, what is above `end`. */
  forgetReactionsAbove(conversation: number, end: number): void;
  /** How many have read my messages is to be asked again. */
  forgetReceipts(conversation: number): void;
}

export function createRewindQueries(db: Database): RewindQueries {
  const landmarks = db.prepare<
    [number, number, number],
    Omit<Landmark, 'clientId'> & { clientId: Buffer | null }
  >(`
    SELECT i.seq, p.id AS sender, i.at, i.client_id AS clientId FROM item AS i JOIN person AS p ON p.num = i.sender
    WHERE i.conversation = ? AND i.seq BETWEEN ? AND ? ORDER BY i.seq`);
  const above = db.prepare<[number, number, number], TakenItem>(
    'SELECT id, seq, sender, at, kind, body FROM item WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?',
  );
  const changed = db.prepare<{ conversation: number; end: number }, TakenItem>(`
    SELECT id, seq, sender, at, kind, body FROM item WHERE conversation = @conversation AND seq <= @end
      AND (revision > @end OR content_seq > @end OR pin_seq > @end
        OR seq IN (SELECT target FROM reaction WHERE conversation = @conversation AND seq > @end))`);
  const unsend = db.prepare<[number, number, number]>(`
    UPDATE item SET seq = NULL, state = 2, error = 'lost', queued = ?, unread = NULL, receivers = NULL, revision = 0,
      content_seq = 0, pin_seq = 0, edited = 0, pinned = 0, quote = CASE WHEN quote <= ? THEN quote END WHERE id = ?`);
  const dropQuotes = db.prepare<[number, number]>(
    'UPDATE item SET quote = NULL WHERE conversation = ? AND seq IS NULL AND quote > ?',
  );
  const reactions = db.prepare<[number, number]>(
    'DELETE FROM reaction WHERE conversation = ? AND target = ?',
  );
  const reactionsAbove = db.prepare<[number, number, number]>(
    'DELETE FROM reaction WHERE conversation = ? AND (target > ? OR seq > ?)',
  );
  const receipts = db.prepare<[number]>(
    'UPDATE item SET unread = NULL, receivers = NULL WHERE conversation = ? AND sender = 1 AND unread IS NOT NULL',
  );
  return {
    landmarks: (conversation, from, to) =>
      landmarks
        .all(conversation, from, to)
        .map(({ clientId, ...row }) => ({ ...row, clientId: clientId && bytesToUuid(clientId) })),
    above: (conversation, end, limit) => above.all(conversation, end, limit),
    changedAbove: (conversation, end) => changed.all({ conversation, end }),
    unsend: (id, queued, end) => void unsend.run(queued, end, id),
    dropQuotes: (conversation, end) => void dropQuotes.run(conversation, end),
    forgetReactions: (conversation, target) => void reactions.run(conversation, target),
    forgetReactionsAbove: (conversation, end) => void reactionsAbove.run(conversation, end, end),
    forgetReceipts: (conversation) => void receipts.run(conversation),
  };
}
