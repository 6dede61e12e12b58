import type { ConversationId, UserId } from '../../../../shared/model/ids.ts';
import type { HeadRow } from '../../rows/head.ts';
import type { Session } from '../session.ts';
import { CONVERSATION_COLUMNS } from './conversations.ts';

/** With what SQLite looks up beside it. */
export interface WholeHeadRow extends HeadRow {
  readonly user: UserId;
  /** As PostgreSQL writes it. */
  readonly readSet: string;
  /** Oldest first. */
  readonly stays: readonly (readonly [joined: number, left: number | null])[];
  /** The other person of a direct conversation. */
  readonly peer: UserId | null;
}

/** The conversations of one account. */
export interface HeadQueries {
  /**
   * By conversation id, above `after`: those that changed after the commit `since`, or in which something of the person's own
   * did; for a former member, the latter only.
   */
  changed(
    account: number,
    since: number,
    after: ConversationId | undefined,
    limit: number,
  ): Promise<WholeHeadRow[]>;
  /** In the order of `users`; whoever never was a member is left out. */
  of(conversation: ConversationId, users: readonly UserId[]): Promise<WholeHeadRow[]>;
}

const COLUMNS = `${CONVERSATION_COLUMNS}, a.id AS "user", m.role, m.muted_until AS "mutedUntil",
  m.parting_title AS "partingTitle", m.parting_count AS "partingCount", m.flags, m.archived, m.read_set AS "readSet",
  (SELECT array_agg(ARRAY[s.joined_seq, s.left_seq] ORDER BY s.joined_seq) FROM membership s
   WHERE s.conversation = m.conversation AND s.account = m.account) AS stays,
  (SELECT p.id FROM account p
   WHERE p.key = CASE WHEN c.direct_low = m.account THEN c.direct_high ELSE c.direct_low END) AS peer`;

export function prepareHeads(session: Session): HeadQueries {
  const changed = session.prepare<[number, ConversationId | null, number, number], WholeHeadRow>(
    `SELECT ${COLUMNS}
     FROM member m JOIN conversation c ON c.key = m.conversation JOIN account a ON a.key = m.account
     WHERE m.account = ? AND c.id > coalesce(?::uuid, '00000000-0000-0000-0000-000000000000')
       AND CASE WHEN m.role IS NULL THEN m.position ELSE greatest(c.position, m.position) END > ?
     ORDER BY c.id LIMIT ?`,
  );
  const of = session.prepare<[readonly UserId[], ConversationId], WholeHeadRow>(
    `SELECT ${COLUMNS} FROM unnest(?::uuid[]) WITH ORDINALITY AS asked (id, place)
     JOIN account a USING (id) JOIN conversation c ON c.id = ?
     JOIN member m ON m.conversation = c.key AND m.account = a.key
     ORDER BY asked.place`,
  );
  return {
    changed: (account, since, after, limit) => changed.all(account, after ?? null, since, limit),
    of: (conversation, users) => of.all(users, conversation),
  };
}
