import type { Database } from 'better-sqlite3';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { ClientId } from '../../../shared/model/ids.ts';
import type { IdRange } from '../item-place.ts';
import { bytesToUuid, uuidToBytes } from '../uuid-bytes.ts';

/** What the writer needs of a row to decide. */
export interface ItemRef {
  readonly id: number;
  readonly conversation: number;
  readonly seq: number | null;
  readonly state: number;
  readonly body: string;
}

export interface NewItem {
  readonly id: number;
  readonly conversation: number;
  readonly seq: number | null;
  readonly sender: number;
  readonly at: number;
  readonly kind: number;
  readonly state: number;
  readonly queued: number | null;
  readonly clientId: ClientId | null;
  readonly body: string;
  readonly quote: number | null;
  readonly mentionsMe: boolean;
  /** Whether receipts of it are kept. */
  readonly receipt: boolean;
}

/** Writing items. Each statement touches rows by key or by an index range. */
export interface ItemQueries {
  insert(item: NewItem): void;
  has(conversation: number, seq: number): boolean;
  own(conversation: number, clientId: ClientId): ItemRef | undefined;
  /** My messages of this client id that the relay has not stored; one, unless ids were reused. */
  unsent(clientId: ClientId): ItemRef | undefined;
  /** From unsent to sent, under the id of its time. */
  settle(id: number, newId: number, seq: number, at: number): void;
  /** Whether receipts of it are kept, as the relay has decided. */
  setReceiptKept(id: number, kept: boolean): void;
  fail(id: number, error: ErrorCode): void;
  requeue(id: number): void;
  nextQueued(): number;
  remove(id: number): void;
  /** Returns the message's client id, or `undefined` if it is not here or not mine. */
  setReceipt(conversation: number, seq: number, unread: number, receivers: number): string | undefined;

  /** When the oldest item above this seq was sent. */
  firstAtAbove(conversation: number, seq: number): number | undefined;
  /** The greatest id in use within a range. */
  lastIn(range: IdRange): number | undefined;
}

/** In the order of the statement. */
type InsertRow = [
  id: number,
  conversation: number,
  seq: number | null,
  sender: number,
  at: number,
  kind: number,
  state: number,
  queued: number | null,
  clientId: Buffer | null,
  body: string,
  quote: number | null,
  mentionsMe: number,
  receipt: number,
];

const REF = 'SELECT id, conversation, seq, state, body FROM item';

export function createItemQueries(db: Database): ItemQueries {
  const insert = db.prepare<InsertRow>(`
    INSERT INTO item (id, conversation, seq, sender, at, kind, state, queued, client_id, body, quote, mentions_me, receipt)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const has = db.prepare<[number, number]>('SELECT 1 FROM item WHERE conversation = ? AND seq = ?');
  const own = db.prepare<[Buffer, number], ItemRef>(
    `${REF} WHERE client_id = ? AND conversation = ? AND sender = 1 AND kind = 0`,
  );
  const unsent = db.prepare<[Buffer], ItemRef>(
    `${REF} WHERE client_id = ? AND sender = 1 AND kind = 0 AND seq IS NULL`,
  );
  const settle = db.prepare<[number, number, number, number]>(
    'UPDATE item SET id = ?, seq = ?, at = ?, state = 0, queued = NULL, error = NULL WHERE id = ?',
  );
  const setKept = db.prepare<[number, number]>('UPDATE item SET receipt = ? WHERE id = ?');
  const fail = db.prepare<[string, number]>('UPDATE item SET state = 2, error = ? WHERE id = ?');
  const requeue = db.prepare<[number, number]>(
    'UPDATE item SET state = 1, error = NULL, queued = ? WHERE id = ?',
  );
  const lastQueued = db
    .prepare<[], number>('SELECT queued FROM item WHERE queued IS NOT NULL ORDER BY queued DESC LIMIT 1')
    .pluck();
  const remove = db.prepare<[number]>('DELETE FROM item WHERE id = ?');
  const setReceipt = db
    .prepare<[number, number, number, number], Buffer>(
      `UPDATE item SET unread = ?, receivers = ?
       WHERE conversation = ? AND seq = ? AND sender = 1 AND kind = 0 RETURNING client_id`,
    )
    .pluck();
  const above = db
    .prepare<[number, number], number>(
      'SELECT at FROM item WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT 1',
    )
    .pluck();
  const last = db
    .prepare<[number, number], number>(
      'SELECT id FROM item WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1',
    )
    .pluck();

  const nextQueued = (): number => (lastQueued.get() ?? 0) + 1;
  return {
    insert: (item) =>
      void insert.run(
        item.id,
        item.conversation,
        item.seq,
        item.sender,
        item.at,
        item.kind,
        item.state,
        item.queued,
        item.clientId === null ? null : uuidToBytes(item.clientId),
        item.body,
        item.quote,
        Number(item.mentionsMe),
        Number(item.receipt),
      ),
    has: (conversation, seq) => has.get(conversation, seq) !== undefined,
    own: (conversation, clientId) => own.get(uuidToBytes(clientId), conversation),
    unsent: (clientId) => unsent.get(uuidToBytes(clientId)),
    settle: (id, newId, seq, at) => void settle.run(newId, seq, at, id),
    setReceiptKept: (id, kept) => void setKept.run(Number(kept), id),
    fail: (id, error) => void fail.run(error, id),
    requeue: (id) => void requeue.run(nextQueued(), id),
    nextQueued,
    remove: (id) => void remove.run(id),
    setReceipt(conversation, seq, unread, receivers) {
      const clientId = setReceipt.get(unread, receivers, conversation, seq);
      return clientId && bytesToUuid(clientId);
    },
    firstAtAbove: (conversation, seq) => above.get(conversation, seq),
    lastIn: ({ from, to }) => last.get(from, to),
  };
}
