import type Database from 'better-sqlite3';
import type { ConversationId } from '../../../../shared/model/ids.ts';
import type { HeadRow } from '../../rows/head.ts';
import { CONVERSATION_COLUMNS } from './conversations.ts';

/** The conversations of one account. */
export interface HeadQueries {
  /**
   * By conversation id, above `after`: those that changed after the commit `since`, or in which something of the person's own
   * did; for a former member, the latter only.
   */
  changed(account: number, since: number, after: string, limit: number): HeadRow[];
  get(account: number, conversation: ConversationId): HeadRow | undefined;
}

const SELECT = `SELECT ${CONVERSATION_COLUMNS}, m.role, m.muted_until AS mutedUntil, m.parting_title AS partingTitle,
    m.parting_count AS partingCount, m.flags, m.archived
  FROM member m JOIN conversation c ON c.key = m.conversation WHERE m.account = ?`;

export function prepareHeads(database: Database.Database): HeadQueries {
  const changed = database.prepare<[number, string, number, number], HeadRow>(
    `${SELECT} AND c.id > ? AND iif(m.role IS NULL, m.position, max(c.position, m.position)) > ? ORDER BY c.id LIMIT ?`,
  );
  const get = database.prepare<[number, ConversationId], HeadRow>(`${SELECT} AND c.id = ?`);
  return {
    changed: (account, since, after, limit) => changed.all(account, after, since, limit),
    get: (account, conversation) => get.get(account, conversation),
  };
}
