import type { Database } from 'better-sqlite3';
import type { LostMessage } from '../../../shared/ipc/lost-views.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { storedContent } from '../item.ts';

/** Messages that the relay has lost: those of others, which are kept apart, and mine, which wait among the unsent. */
export interface LostQueries {
  keep(message: {
    readonly conversation: number;
    readonly seq: number;
    readonly sender: number;
    readonly at: number;
    readonly body: string;
  }): void;
  /** Newest first, those that come before `before`. */
  page(before: { readonly at: number; readonly num: number }, limit: number): LostMessage[];
  /** How many are kept, and how many of mine wait to be sent again. */
  counts(): { readonly kept: number; readonly unsent: number };
  clear(): void;
}

interface Row {
  readonly num: number;
  readonly conversation: ConversationId;
  readonly sender: UserId;
  readonly at: number;
  readonly body: string;
}

export function createLostQueries(db: Database): LostQueries {
  const keep = db.prepare<[number, number, number, number, string]>(
    'INSERT INTO lost_message (conversation, seq, sender, at, body) VALUES (?, ?, ?, ?, ?)',
  );
  const page = db.prepare<[number, number, number], Row>(`
    SELECT l.num, c.id AS conversation, p.id AS sender, l.at, l.body FROM lost_message AS l
    JOIN conversation AS c ON c.num = l.conversation JOIN person AS p ON p.num = l.sender
    WHERE (l.at, l.num) < (?, ?) ORDER BY l.at DESC, l.num DESC LIMIT ?`);
  const counts = db.prepare<[], { kept: number; unsent: number }>(`
    SELECT (SELECT count(*) FROM lost_message) AS kept,
      (SELECT count(*) FROM item WHERE queued IS NOT NULL AND state = 2 AND error = 'lost') AS unsent`);
  const clear = db.prepare('DELETE FROM lost_message');
  return {
    keep: ({ conversation, seq, sender, at, body }) => void keep.run(conversation, seq, sender, at, body),
    page: ({ at, num }, limit) =>
      // Parsed as the writer stored it.
      page.all(at, num, limit).map(({ body, ...row }) => ({ ...row, content: storedContent(body) })),
    counts: () => counts.get() ?? { kept: 0, unsent: 0 },
    clear: () => void clear.run(),
  };
}
