import { AppError } from '../../../../shared/errors.ts';
import type { MessageCreated, TimelineEvent } from '../../../../shared/model/event.ts';
import type { ClientId, ConversationId, UserId } from '../../../../shared/model/ids.ts';
import { eventBody } from '../../event-body.ts';
import { type EventRow, type TimelineRow, toStoredEvent } from '../../rows/event.ts';
import type { Session } from '../session.ts';

/** Timelines. */
export interface EventQueries {
  /** `month`: of the partition; from TimelineMonthQueries. */
  insert(conversation: number, sender: number, month: number, event: TimelineEvent): Promise<void>;
  /** Many at once. */
  insertMany(events: readonly EventToStore[]): Promise<void>;
  /** Replaces what the stored event says; everything else of it stays. */
  rewrite(conversation: number, event: TimelineEvent): Promise<void>;
  /** The event `seq` has changed the message `target`. */
  revise(conversation: number, target: number, seq: number): Promise<void>;
  /** The event that this client id of the sender's became. */
  sent(conversation: number, sender: number, clientId: ClientId): Promise<TimelineEvent | undefined>;
  /** The seqs of those that are stored. */
  seqsSent(asked: readonly SentAs[]): Promise<(SentAs & { readonly seq: number })[]>;
  get(conversation: number, seq: number): Promise<TimelineEvent | undefined>;
  /** From `to` down to `from`, at most `limit`. */
  backwards(conversation: ConversationId, from: number, to: number, limit: number): Promise<TimelineRow[]>;
  /** How many messages there are up to each of these seqs; 0 before the first event. Asks for what was asked for only. */
  ordinalsAt(
    asked: readonly { readonly conversation: number; readonly seq: number }[],
  ): Promise<(conversation: number, seq: number) => number>;
  /** Sender and seq of every message. */
  authors(conversation: number): Promise<[sender: number, seq: number][]>;
}

/** By whom, where and with which id a message was sent. */
export interface SentAs {
  readonly conversation: ConversationId;
  readonly sender: UserId;
  readonly clientId: ClientId;
}

/** A message with the keys of what it refers to, and its partition. */
export interface EventToStore {
  readonly key: number;
  readonly sender: number;
  readonly month: number;
  readonly event: MessageCreated;
}

const SELECT = `SELECT (SELECT id FROM conversation WHERE key = event.conversation) AS conversation, seq, ordinal,
    (SELECT id FROM account WHERE key = event.sender) AS sender, kind, client_id AS "clientId", at, body, revision
  FROM event`;

/** The partition of a seq of a conversation: known before the event is looked for, so that one partition is looked at. */
const monthOf = (conversation: string): string =>
  `(SELECT month FROM timeline_month WHERE conversation = ${conversation} AND first_seq <= ?
    ORDER BY first_seq DESC LIMIT 1)`;
const ONE = `month = ${monthOf('?')} AND conversation = ? AND seq = ?`;
/** The key of a conversation by its id, so that nobody has to ask for it before. */
const KEY = '(SELECT key FROM conversation WHERE id = ?)';

export function prepareEvents(session: Session): EventQueries {
  const insert = session.prepare<
    [number, number, number, number, number, string, string | null, number, string]
  >(
    `INSERT INTO event (month, conversation, seq, ordinal, sender, kind, client_id, at, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertSent = session.prepare<[number, number, string, number]>(
    'INSERT INTO sent_message (conversation, sender, client_id, seq) VALUES (?, ?, ?, ?)',
  );
  const insertMany = session.prepare<
    [
      ...[readonly number[], readonly number[], readonly number[], readonly number[], readonly number[]],
      ...[readonly string[], readonly number[], readonly string[]],
    ]
  >(
    `WITH sent AS (
       SELECT * FROM unnest(?::integer[], ?::integer[], ?::integer[], ?::integer[], ?::integer[],
           ?::uuid[], ?::bigint[], ?::text[])
         AS e (month, conversation, seq, ordinal, sender, client_id, at, body)
     ), message AS (
       INSERT INTO event (month, conversation, seq, ordinal, sender, kind, client_id, at, body)
       SELECT month, conversation, seq, ordinal, sender, 'message.created', client_id, at, body FROM sent
     )
     INSERT INTO sent_message (conversation, sender, client_id, seq)
     SELECT conversation, sender, client_id, seq FROM sent`,
  );
  const seqsSent = session.prepare<
    [readonly ConversationId[], readonly UserId[], readonly ClientId[]],
    SentAs & { readonly seq: number }
  >(
    `SELECT asked.conversation, asked.sender, s.client_id AS "clientId", s.seq
     FROM unnest(?::uuid[], ?::uuid[], ?::uuid[]) AS asked (conversation, sender, client_id)
     JOIN conversation c ON c.id = asked.conversation JOIN account a ON a.id = asked.sender
     JOIN sent_message s ON s.conversation = c.key AND s.sender = a.key AND s.client_id = asked.client_id`,
  );
  const rewrite = session.prepare<[string, number, number, number, number]>(
    `UPDATE event SET body = ? WHERE ${ONE}`,
  );
  const revise = session.prepare<[number, number, number, number, number]>(
    `UPDATE event SET revision = ? WHERE ${ONE}`,
  );
  const sent = session
    .prepare<[number, number, string], number>(
      'SELECT seq FROM sent_message WHERE conversation = ? AND sender = ? AND client_id = ?',
    )
    .pluck();
  const get = session.prepare<[number, number, number, number], EventRow<string>>(`${SELECT} WHERE ${ONE}`);
  const backwards = session.prepare<
    [ConversationId, number, ConversationId, number, ConversationId, number, number, number],
    EventRow<string>
  >(
    `${SELECT} WHERE month BETWEEN ${monthOf(KEY)} AND ${monthOf(KEY)} AND conversation = ${KEY} AND seq BETWEEN ? AND ?
     ORDER BY seq DESC LIMIT ?`,
  );
  // An event of a detached month is not there any more; then all messages of its month count as before it.
  const ordinalsAt = session
    .prepare<[readonly number[], readonly number[]], [number, number, number]>(
      `SELECT asked.conversation, asked.seq, coalesce(
         (SELECT ordinal FROM event WHERE month = t.month AND conversation = t.conversation AND seq = asked.seq),
         t.last_ordinal, c.head_ordinal)
       FROM unnest(?::integer[], ?::integer[]) AS asked (conversation, seq)
       JOIN conversation c ON c.key = asked.conversation
       CROSS JOIN LATERAL (
         SELECT m.month, m.conversation,
           (SELECT ordinal_before FROM timeline_month n WHERE n.conversation = c.key AND n.first_seq > asked.seq
            ORDER BY n.first_seq LIMIT 1) AS last_ordinal
         FROM timeline_month m WHERE m.conversation = c.key AND m.first_seq <= asked.seq
         ORDER BY m.first_seq DESC LIMIT 1) t`,
    )
    .raw();
  const authors = session
    .prepare<[number], [number, number]>('SELECT sender, seq FROM sent_message WHERE conversation = ?')
    .raw();
  async function one(conversation: number, seq: number): Promise<TimelineEvent | undefined> {
    const row = await get.get(conversation, seq, conversation, seq);
    return row && toStoredEvent(row, row.clientId);
  }
  return {
    async insert(conversation, sender, month, event) {
      const { seq, ordinal, kind, at } = event;
      const clientId = event.kind === 'message.created' ? String(event.clientId) : null;
      await insert.run(month, conversation, seq, ordinal, sender, kind, clientId, at, eventBody(event));
      if (clientId !== null) await insertSent.run(conversation, sender, clientId, seq);
    },
    insertMany: (events) =>
      insertMany.run(
        events.map(({ month }) => month),
        events.map(({ key }) => key),
        events.map(({ event }) => event.seq),
        events.map(({ event }) => event.ordinal),
        events.map(({ sender }) => sender),
        events.map(({ event }) => event.clientId),
        events.map(({ event }) => event.at),
        events.map(({ event }) => eventBody(event)),
      ),
    seqsSent: (asked) =>
      seqsSent.all(
        asked.map(({ conversation }) => conversation),
        asked.map(({ sender }) => sender),
        asked.map(({ clientId }) => clientId),
      ),
    rewrite: (conversation, event) =>
      rewrite.run(eventBody(event), conversation, event.seq, conversation, event.seq),
    revise: (conversation, target, seq) => revise.run(seq, conversation, target, conversation, target),
    async sent(conversation, sender, clientId) {
      const seq = await sent.get(conversation, sender, clientId);
      const event = seq === undefined ? undefined : await one(conversation, seq);
      if (seq !== undefined && !event) throw new AppError('not_found', 'its month is detached');
      return event;
    },
    get: one,
    async backwards(conversation, from, to, limit) {
      const rows = await backwards.all(conversation, from, conversation, to, conversation, from, to, limit);
      return rows.map((row) => ({
        event: toStoredEvent(row, row.clientId),
        bytes: Buffer.byteLength(row.body),
        revision: row.revision,
      }));
    },
    async ordinalsAt(asked) {
      const found = new Map<string, number>();
      const real = asked.filter(({ seq }) => seq > 0);
      const conversations = real.map(({ conversation }) => conversation);
      const seqs = real.map(({ seq }) => seq);
      const rows = real.length === 0 ? [] : await ordinalsAt.all(conversations, seqs);
      for (const [conversation, seq, ordinal] of rows) found.set(`${conversation} ${seq}`, ordinal);
      return (conversation, seq) => found.get(`${conversation} ${seq}`) ?? 0;
    },
    authors: (conversation) => authors.all(conversation),
  };
}
