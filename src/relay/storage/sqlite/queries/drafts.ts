import type Database from 'better-sqlite3';
import type { Draft } from '../../../../shared/model/draft.ts';
import type { StoredDraft } from '../../draft-decision.ts';

/** What people are writing. */
export interface DraftQueries {
  get(account: number, conversation: number): StoredDraft | undefined;
  put(account: number, conversation: number, draft: StoredDraft): void;
  /** Above a revision, ascending. */
  since(account: number, revision: number, limit: number): Draft[];
  /** Not empty, and of other conversations. */
  others(account: number, conversation: number): { readonly count: number; readonly units: number };
  removeOf(account: number): void;
}

export function prepareDrafts(database: Database.Database): DraftQueries {
  const get = database.prepare<[number, number], StoredDraft>(
    'SELECT text, revision, device FROM draft WHERE account = ? AND conversation = ?',
  );
  const put = database.prepare<[number, number, number, string, string]>(
    `INSERT INTO draft (account, conversation, revision, text, device) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (account, conversation) DO UPDATE SET
       revision = excluded.revision, text = excluded.text, device = excluded.device`,
  );
  const since = database.prepare<[number, number, number], Draft>(
    `SELECT (SELECT id FROM conversation WHERE key = draft.conversation) AS conversation, text, revision
     FROM draft WHERE account = ? AND revision > ? ORDER BY revision LIMIT ?`,
  );
  // Characters beyond the base plane count as two units, which SQLite's length does not know.
  const others = database
    .prepare<[number, number], string>(
      "SELECT text FROM draft WHERE account = ? AND text <> '' AND conversation <> ?",
    )
    .pluck();
  const removeOf = database.prepare<[number]>('DELETE FROM draft WHERE account = ?');
  return {
    get: (account, conversation) => get.get(account, conversation),
    put: (account, conversation, { revision, text, device }) =>
      void put.run(account, conversation, revision, text, device),
    since: (account, revision, limit) => since.all(account, revision, limit),
    others(account, conversation) {
      const texts = others.all(account, conversation);
      return { count: texts.length, units: texts.reduce((sum, text) => sum + text.length, 0) };
    },
    removeOf: (account) => void removeOf.run(account),
  };
}
