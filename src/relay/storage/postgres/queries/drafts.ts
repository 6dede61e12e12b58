import type { Draft } from '../../../../shared/model/draft.ts';
import type { StoredDraft } from '../../draft-decision.ts';
import type { Session } from '../session.ts';

/** What people are writing. */
export interface DraftQueries {
  get(account: number, conversation: number): Promise<StoredDraft | undefined>;
  put(account: number, conversation: number, draft: StoredDraft): Promise<void>;
  /** Above a revision, ascending. */
  since(account: number, revision: number, limit: number): Promise<Draft[]>;
  /** Not empty, and of other conversations. */
  others(account: number, conversation: number): Promise<{ readonly count: number; readonly units: number }>;
  removeOf(account: number): Promise<void>;
}

export function prepareDrafts(session: Session): DraftQueries {
  const get = session.prepare<[number, number], StoredDraft>(
    'SELECT text, revision, device FROM draft WHERE account = ? AND conversation = ?',
  );
  const put = session.prepare<[number, number, number, string, string]>(
    `INSERT INTO draft (account, conversation, revision, text, device) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (account, conversation) DO UPDATE SET
       revision = excluded.revision, text = excluded.text, device = excluded.device`,
  );
  const since = session.prepare<[number, number, number], Draft>(
    `SELECT (SELECT id FROM conversation WHERE key = draft.conversation) AS conversation, text, revision
     FROM draft WHERE account = ? AND revision > ? ORDER BY revision LIMIT ?`,
  );
  // Characters beyond the base plane count as two units, which SQLite's length does not know.
  const others = session
    .prepare<[number, number], string>(
      "SELECT text FROM draft WHERE account = ? AND text <> '' AND conversation <> ?",
    )
    .pluck();
  const removeOf = session.prepare<[number]>('DELETE FROM draft WHERE account = ?');
  return {
    get: (account, conversation) => get.get(account, conversation),
    put: (account, conversation, { revision, text, device }) =>
      put.run(account, conversation, revision, text, device),
    since: (account, revision, limit) => since.all(account, revision, limit),
    async others(account, conversation) {
      const texts = await others.all(account, conversation);
      return { count: texts.length, units: texts.reduce((sum, text) => sum + text.length, 0) };
    },
    removeOf: (account) => removeOf.run(account),
  };
}
