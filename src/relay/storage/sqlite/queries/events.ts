import type Database from 'better-sqlite3';
import type { TimelineEvent } from '../../../../shared/model/event.ts';
import type { ClientId } from '../../../../shared/model/ids.ts';
import { eventBody } from '../../event-body.ts';
import { type EventRow, type TimelineRow, toStoredEvent } from '../../rows/event.ts';
import { bytesToUuid, uuidToBytes } from '../uuid-bytes.ts';

/** Timelines. */
export interface EventQueries {
  insert(conversation: number, sender: number, event: TimelineEvent): void;
  /** Replaces what the stored event says; everything else of it stays. */
  rewrite(conversation: number, event: TimelineEvent): void;
  /** The event `seq` has changed the message `target`. */
  revise(conversation: number, target: number, seq: number): void;
  /** The event that this client id of the sender's became. */
  sent(conversation: number, sender: number, clientId: ClientId): TimelineEvent | undefined;
  get(conversation: number, seq: number): TimelineEvent | undefined;
  /** From `to` down to `from`; reads no further than it is asked. */
  backwards(conversation: number, from: number, to: number): IterableIterator<TimelineRow>;
  /** How many messages there are up to `seq`; 0 before the first event. */
  ordinalAt(conversation: number, seq: number): number;
  /** Sender and seq of every message. */
  authors(conversation: number): IterableIterator<[sender: number, seq: number]>;
}

// Subqueries, not joins: SQLite takes 10 µs to start a join, and most of these find one row or none.
const SELECT = `SELECT (SELECT id FROM conversation WHERE key = event.conversation) AS conversation, seq, ordinal,
    (SELECT id FROM account WHERE key = event.sender) AS sender, kind, client_id AS clientId, at, body, revision
  FROM event WHERE conversation = ?`;

export function prepareEvents(database: Database.Database): EventQueries {
  const insert = database.prepare<[number, number, number, number, string, Buffer | null, number, string]>(
    `INSERT INTO event (conversation, seq, ordinal, sender, kind, client_id, at, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const rewrite = database.prepare<[string, number, number]>(
    'UPDATE event SET body = ? WHERE conversation = ? AND seq = ?',
  );
  const revise = database.prepare<[number, number, number]>(
    'UPDATE event SET revision = ? WHERE conversation = ? AND seq = ?',
  );
  const sent = database.prepare<[number, number, Buffer], EventRow<Buffer>>(
    `${SELECT} AND sender = ? AND client_id = ?`,
  );
  const get = database.prepare<[number, number], EventRow<Buffer>>(`${SELECT} AND seq = ?`);
  const backwards = database.prepare<[number, number, number], EventRow<Buffer>>(
    `${SELECT} AND seq BETWEEN ? AND ? ORDER BY seq DESC`,
  );
  const ordinalAt = database
    .prepare<[number, number], number>('SELECT ordinal FROM event WHERE conversation = ? AND seq = ?')
    .pluck();
  const authors = database
    .prepare<[number], [number, number]>(
      'SELECT sender, seq FROM event INDEXED BY event_by_client_id WHERE conversation = ? AND client_id IS NOT NULL',
    )
    .raw();
  return {
    insert(conversation, sender, event) {
      const { seq, ordinal, kind, at } = event;
      const clientId = event.kind === 'message.created' ? uuidToBytes(String(event.clientId)) : null;
      insert.run(conversation, seq, ordinal, sender, kind, clientId, at, eventBody(event));
    },
    rewrite: (conversation, event) => void rewrite.run(eventBody(event), conversation, event.seq),
    revise: (conversation, target, seq) => void revise.run(seq, conversation, target),
    sent: (conversation, sender, clientId) => toEvent(sent.get(conversation, sender, uuidToBytes(clientId))),
    get: (conversation, seq) => toEvent(get.get(conversation, seq)),
    *backwards(conversation, from, to) {
      for (const row of backwards.iterate(conversation, from, to)) {
        const event = toEvent(row);
        if (event) yield { event, bytes: Buffer.byteLength(row.body), revision: row.revision };
      }
    },
    ordinalAt: (conversation, seq) => (seq < 1 ? 0 : (ordinalAt.get(conversation, seq) ?? 0)),
    authors: (conversation) => authors.iterate(conversation),
  };
}

function toEvent(row: EventRow<Buffer> | undefined): TimelineEvent | undefined {
  return row && toStoredEvent(row, row.clientId && bytesToUuid(row.clientId));
}
