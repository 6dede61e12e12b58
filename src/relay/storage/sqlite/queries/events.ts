import type Database from 'better-sqlite3';
import type { TimelineEvent } from '../../../../shared/model/event.ts';
import type { ClientId, ConversationId, UserId } from '../../../../shared/model/ids.ts';
import { eventBody } from '../../event-body.ts';
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

/** A stored event, the bytes of its body, and the seq of what changed it last. */
export interface TimelineRow {
  readonly event: TimelineEvent;
  readonly bytes: number;
  readonly revision: number | null;
}

interface EventRow {
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly ordinal: number;
  readonly sender: UserId;
  readonly kind: string;
  readonly clientId: Buffer | null;
  readonly at: number;
  readonly body: string;
  readonly revision: number | null;
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
  const sent = database.prepare<[number, number, Buffer], EventRow>(
    `${SELECT} AND sender = ? AND client_id = ?`,
  );
  const get = database.prepare<[number, number], EventRow>(`${SELECT} AND seq = ?`);
  const backwards = database.prepare<[number, number, number], EventRow>(
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

function toEvent(row: EventRow | undefined): TimelineEvent | undefined {
  if (!row) return undefined;
  const { conversation, seq, ordinal, sender, kind, at, clientId, body } = row;
  const content = JSON.parse(body) as object;
  // Written by eventBody() of an event, so together they are that event again.
  return {
    conversation,
    seq,
    ordinal,
    sender,
    kind,
    at,
    ...(clientId ? { clientId: bytesToUuid(clientId) } : {}),
    ...content,
  };
}
