import type { Database } from 'better-sqlite3';
import type { ClientId, ConversationId } from '../../../shared/model/ids.ts';
import type { SendableContent } from '../../../shared/model/event.ts';
import type { RangeSet } from '../../../shared/model/range-set.ts';
import type { ItemRow } from '../item.ts';
import type { IdRange } from '../item-place.ts';
import type { OutboxEntry, QueuedEntry } from '../port.ts';
import { bytesToUuid, uuidToBytes } from '../uuid-bytes.ts';
import { UPLOAD_OF_ITEM } from './upload-queries.ts';

/** What the list shows of a message. */
export type NewestMessage = Pick<ItemRow, 'sender' | 'at' | 'state' | 'error' | 'body'>;

/** What sorts an item among all. */
export interface ItemPlace {
  readonly id: number;
  readonly at: number;
  /** Row of the conversation. */
  readonly conversation: number;
  readonly seq: number | null;
}

/** Reading items. */
export interface ItemViews {
  /** The newest `limit` of `from … to`, ascending. */
  newestIn(conversation: number, from: number, to: number, limit: number): ItemRow[];
  /** The oldest `limit` of `from … to`, ascending. */
  oldestIn(conversation: number, from: number, to: number, limit: number): ItemRow[];
  /** Confirmed beyond the head, then unsent in outbox order: the newest `limit` of them. */
  tail(conversation: number, head: number, limit: number): ItemRow[];
  bySeq(conversation: number, seq: number): ItemRow | undefined;
  byClientId(conversation: number, clientId: ClientId): ItemRow | undefined;
  /** Those that are there, in any order. */
  byIds(ids: readonly number[]): ItemRow[];
  /** Of those that are there, in any order. */
  placesOf(ids: readonly number[]): ItemPlace[];
  bodyOf(id: number): string | undefined;
  /** Ids of the `limit` greatest messages within a range, descending. */
  messagesIn(range: IdRange, limit: number): number[];
  /** 0 if there is no item. */
  greatestId(): number;
  /** Whether messages of mine wait there, or have failed. */
  hasUnsent(conversation: number): boolean;
  /** The newest message, unsent ones first, and the newest item of any kind. */
  newest(conversation: number): {
    readonly message: NewestMessage | undefined;
    readonly at: number | undefined;
  };
  /** Messages of others in these ranges. */
  countOthers(conversation: number, ranges: RangeSet): number;
  /** Their seqs, at most `limit`. */
  othersIn(conversation: number, ranges: RangeSet, limit: number): number[];
  /** How many items of any kind `from … to` has, counted up to `limit`. */
  countIn(conversation: number, from: number, to: number, limit: number): number;
  /** Seqs above `from` of messages that call me by name; the newest `limit`. */
  mentions(conversation: number, from: number, limit: number): number[];
  /** Seqs above `from` of messages that their senders have reminded of; the newest `limit`. */
  reminders(conversation: number, from: number, limit: number): number[];
  outbox(limit: number): QueuedEntry[];
  toSend(limit: number): OutboxEntry[];
  openReceipts(conversation: number, limit: number): number[];
}

const ROW = `
  SELECT i.id, c.id AS conversation, i.conversation AS conversationNum, i.seq, i.sender, p.id AS senderId, i.at, i.kind, i.state, i.error, i.unread,
    i.receivers, i.client_id AS clientId, i.body, i.edited, i.pinned, i.mentions_me AS mentionsMe, i.quote, i.receipt,
    qp.id AS quoteSender, q.body AS quoteBody, CASE i.state WHEN 1 THEN ${UPLOAD_OF_ITEM} END AS upload,
    (SELECT json_group_array(json_array(r.emoji, r.person, r.amount, r.seq, rp.id))
     FROM reaction AS r LEFT JOIN person AS rp ON rp.num = r.person
     WHERE r.conversation = i.conversation AND r.target = i.seq AND r.amount <> 0) AS reactions
  FROM item AS i JOIN conversation AS c ON c.num = i.conversation JOIN person AS p ON p.num = i.sender
  LEFT JOIN item AS q ON q.conversation = i.conversation AND q.seq = i.quote AND q.kind = 0
  LEFT JOIN person AS qp ON qp.num = q.sender`;

/** Plans of these are asserted by test: none of them scans. */
export const ITEM_SQL = {
  newestIn: `${ROW} WHERE i.conversation = ? AND i.seq BETWEEN ? AND ? ORDER BY i.seq DESC LIMIT ?`,
  oldestIn: `${ROW} WHERE i.conversation = ? AND i.seq BETWEEN ? AND ? ORDER BY i.seq LIMIT ?`,
  unsent: `${ROW} WHERE i.conversation = ? AND i.seq IS NULL ORDER BY i.queued DESC LIMIT ?`,
  bySeq: `${ROW} WHERE i.conversation = ? AND i.seq = ?`,
  byClientId: `${ROW} WHERE i.client_id = ? AND i.conversation = ? AND i.sender = 1 AND i.kind = 0`,
  byIds: `${ROW} WHERE i.id IN (SELECT value FROM json_each(?))`,
  placesOf: 'SELECT id, at, conversation, seq FROM item WHERE id IN (SELECT value FROM json_each(?))',
  bodyOf: 'SELECT body FROM item WHERE id = ?',
  messagesIn: 'SELECT id FROM item WHERE id BETWEEN ? AND ? AND kind = 0 ORDER BY id DESC LIMIT ?',
  newestMessage: `
    SELECT sender, at, state, error, body FROM item
    WHERE conversation = ? AND seq > 0 AND kind = 0 ORDER BY seq DESC LIMIT 1`,
  newestUnsent: `
    SELECT sender, at, state, error, body FROM item
    WHERE conversation = ? AND seq IS NULL ORDER BY queued DESC LIMIT 1`,
  hasUnsent: 'SELECT 1 FROM item WHERE conversation = ? AND seq IS NULL LIMIT 1',
  newestAt: 'SELECT at FROM item WHERE conversation = ? AND seq > 0 ORDER BY seq DESC LIMIT 1',
  countOthers:
    'SELECT count(*) FROM item WHERE conversation = ? AND seq BETWEEN ? AND ? AND kind = 0 AND sender <> 1',
  othersIn:
    'SELECT seq FROM item WHERE conversation = ? AND seq BETWEEN ? AND ? AND kind = 0 AND sender <> 1 ORDER BY seq LIMIT ?',
  countIn: 'SELECT seq FROM item WHERE conversation = ? AND seq BETWEEN ? AND ? LIMIT ?',
  mentions:
    'SELECT seq FROM item WHERE conversation = ? AND mentions_me = 1 AND seq > ? ORDER BY seq DESC LIMIT ?',
  reminders:
    'SELECT quote FROM item WHERE conversation = ? AND quote > ? AND kind = 1 AND sender <> 1 ORDER BY quote DESC LIMIT ?',
  outbox: `
    SELECT c.id AS conversation, i.client_id AS clientId, i.body, i.quote, i.receipt,
      coalesce(${UPLOAD_OF_ITEM}, 'done') AS upload FROM item AS i
    JOIN conversation AS c ON c.num = i.conversation
    WHERE i.queued IS NOT NULL AND i.state = 1 ORDER BY i.queued LIMIT ?`,
  // Without the index's name all items are walked, to be grouped in their order.
  firstUnsent: `
    WITH first AS (
      SELECT i.conversation, min(i.queued) AS queued FROM item AS i INDEXED BY item_unsent
      WHERE i.queued IS NOT NULL AND i.state = 1 AND coalesce(${UPLOAD_OF_ITEM}, 'done') <> 'paused' GROUP BY i.conversation
    )
    SELECT c.id AS conversation, i.client_id AS clientId, i.body, i.quote, i.receipt
    FROM first CROSS JOIN item AS i ON i.queued = first.queued AND i.conversation = first.conversation
    JOIN conversation AS c ON c.num = i.conversation
    WHERE i.state = 1 AND coalesce(${UPLOAD_OF_ITEM}, 'done') = 'done' ORDER BY first.queued LIMIT ?`,
  openReceipts: `
    SELECT seq FROM item WHERE conversation = ? AND seq IS NOT NULL AND sender = 1 AND kind = 0 AND state = 0
      AND receipt = 1 AND (unread IS NULL OR unread > 0) ORDER BY seq DESC LIMIT ?`,
} as const;

interface OutboxRow {
  readonly conversation: ConversationId;
  readonly clientId: Buffer;
  readonly body: string;
  readonly quote: number | null;
  readonly receipt: number;
}

export function createItemViews(db: Database): ItemViews {
  const newestIn = db.prepare<[number, number, number, number], ItemRow>(ITEM_SQL.newestIn);
  const oldestIn = db.prepare<[number, number, number, number], ItemRow>(ITEM_SQL.oldestIn);
  const unsent = db.prepare<[number, number], ItemRow>(ITEM_SQL.unsent);
  const bySeq = db.prepare<[number, number], ItemRow>(ITEM_SQL.bySeq);
  const byClientId = db.prepare<[Buffer, number], ItemRow>(ITEM_SQL.byClientId);
  const byIds = db.prepare<[string], ItemRow>(ITEM_SQL.byIds);
  const placesOf = db.prepare<[string], ItemPlace>(ITEM_SQL.placesOf);
  const bodyOf = db.prepare<[number], string>(ITEM_SQL.bodyOf).pluck();
  const messagesIn = db.prepare<[number, number, number], number>(ITEM_SQL.messagesIn).pluck();
  const greatestId = db.prepare<[], number | null>('SELECT max(id) FROM item').pluck();
  const newestMessage = db.prepare<[number], NewestMessage>(ITEM_SQL.newestMessage);
  const newestUnsent = db.prepare<[number], NewestMessage>(ITEM_SQL.newestUnsent);
  const hasUnsent = db.prepare<[number]>(ITEM_SQL.hasUnsent);
  const newestAt = db.prepare<[number], number>(ITEM_SQL.newestAt).pluck();
  const countOthers = db.prepare<[number, number, number], number>(ITEM_SQL.countOthers).pluck();
  const othersIn = db.prepare<[number, number, number, number], number>(ITEM_SQL.othersIn).pluck();
  const countIn = db.prepare<[number, number, number, number], number>(ITEM_SQL.countIn).pluck();
  const mentions = db.prepare<[number, number, number], number>(ITEM_SQL.mentions).pluck();
  const reminders = db.prepare<[number, number, number], number>(ITEM_SQL.reminders).pluck();
  const outbox = db.prepare<[number], OutboxRow & Pick<QueuedEntry, 'upload'>>(ITEM_SQL.outbox);
  const toSend = db.prepare<[number], OutboxRow>(ITEM_SQL.firstUnsent);
  const openReceipts = db.prepare<[number, number], number>(ITEM_SQL.openReceipts).pluck();

  return {
    newestIn: (conversation, from, to, limit) => newestIn.all(conversation, from, to, limit).reverse(),
    oldestIn: (conversation, from, to, limit) => oldestIn.all(conversation, from, to, limit),
    tail(conversation, head, limit) {
      const waiting = unsent.all(conversation, limit).reverse();
      const confirmed = newestIn.all(conversation, head + 1, Number.MAX_SAFE_INTEGER, limit - waiting.length);
      return [...confirmed.reverse(), ...waiting];
    },
    bySeq: (conversation, seq) => bySeq.get(conversation, seq),
    byClientId: (conversation, clientId) => byClientId.get(uuidToBytes(clientId), conversation),
    byIds: (ids) => byIds.all(JSON.stringify(ids)),
    placesOf: (ids) => placesOf.all(JSON.stringify(ids)),
    bodyOf: (id) => bodyOf.get(id),
    messagesIn: ({ from, to }, limit) => messagesIn.all(from, to, limit),
    greatestId: () => greatestId.get() ?? 0,
    hasUnsent: (conversation) => hasUnsent.get(conversation) !== undefined,
    newest(conversation) {
      const waiting = newestUnsent.get(conversation);
      return {
        message: waiting ?? newestMessage.get(conversation),
        at: waiting?.at ?? newestAt.get(conversation),
      };
    },
    countOthers: (conversation, ranges) =>
      ranges.reduce((sum, [from, to]) => sum + (countOthers.get(conversation, from, to) ?? 0), 0),
    othersIn(conversation, ranges, limit) {
      const seqs: number[] = [];
      for (const [from, to] of ranges) {
        if (seqs.length >= limit) break;
        seqs.push(...othersIn.all(conversation, from, to, limit - seqs.length));
      }
      return seqs;
    },
    countIn: (conversation, from, to, limit) => countIn.all(conversation, from, to, limit).length,
    mentions: (conversation, from, limit) => mentions.all(conversation, from, limit),
    reminders: (conversation, from, limit) => reminders.all(conversation, from, limit),
    outbox: (limit) => outbox.all(limit).map((row) => ({ ...toEntry(row), upload: row.upload })),
    toSend: (limit) => toSend.all(limit).map(toEntry),
    openReceipts: (conversation, limit) => openReceipts.all(conversation, limit),
  };
}

function toEntry({ conversation, clientId, body, quote, receipt }: OutboxRow): OutboxEntry {
  return {
    conversation,
    // Parsed as the writer stored it.
    clientId: bytesToUuid(clientId) as ClientId,
    content: JSON.parse(body) as SendableContent,
    ...(quote === null ? {} : { quote }),
    ...(receipt === 0 ? { receipt: false as const } : {}),
  };
}
