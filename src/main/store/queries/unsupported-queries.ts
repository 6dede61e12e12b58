import type { Database } from 'better-sqlite3';
import { UNSUPPORTED_BODY } from '../item.ts';
import type { UnsupportedMessage } from '../port.ts';

/** Messages whose content this client was not given. */
export interface UnsupportedQueries {
  /** For want of one of these features; with an id above `after`, by id. */
  after(features: readonly string[], after: number, limit: number): UnsupportedMessage[];
}

export function createUnsupportedQueries(db: Database): UnsupportedQueries {
  // Asked once when a feature is new, so that no index is kept for it: a million messages take the reader's thread a second.
  const select = db.prepare<[number, string, string, number], UnsupportedMessage>(`
    SELECT i.id AS place, c.id AS conversation, i.seq FROM item AS i JOIN conversation AS c ON c.num = i.conversation
    WHERE i.id > ? AND i.kind = 0 AND substr(i.body, 1, ${UNSUPPORTED_BODY.length}) = ?
      AND json_extract(i.body, '$.feature') IN (SELECT value FROM json_each(?))
    ORDER BY i.id LIMIT ?`);
  return {
    after: (features, after, limit) => select.all(after, UNSUPPORTED_BODY, JSON.stringify(features), limit),
  };
}
