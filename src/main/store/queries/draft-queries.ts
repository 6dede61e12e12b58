import type { Database } from 'better-sqlite3';
import type { ConversationId } from '../../../shared/model/ids.ts';
import type { DraftState } from '../draft-state.ts';

/** What is being written, and how far the relay's drafts have been followed. */
export interface DraftQueries {
  get(conversation: ConversationId): DraftState | undefined;
  put(conversation: ConversationId, state: DraftState): void;
  /** With a text that the relay does not know, and no other beside it. */
  unsaved(limit: number): ConversationId[];
  position(): number;
  setPosition(position: number): void;
}

interface Row {
  readonly text: string;
  readonly version: number;
  readonly revision: number;
  readonly unsaved: number;
  readonly other: string | null;
  readonly otherRevision: number;
}

export function createDraftQueries(db: Database): DraftQueries {
  const select = db.prepare<[string], Row>(`
    SELECT draft AS text, draft_version AS version, draft_revision AS revision, draft_unsaved AS unsaved,
      draft_other AS other, draft_other_revision AS otherRevision
    FROM conversation WHERE id = ?`);
  const update = db.prepare<[string, number, number, number, string | null, number, string]>(`
    UPDATE conversation SET draft = ?, draft_version = ?, draft_revision = ?, draft_unsaved = ?,
      draft_other = ?, draft_other_revision = ? WHERE id = ?`);
  const selectUnsaved = db
    .prepare<[number], ConversationId>(
      'SELECT id FROM conversation WHERE draft_unsaved = 1 AND draft_other IS NULL ORDER BY num LIMIT ?',
    )
    .pluck();
  const position = db.prepare<[], string>(`SELECT value FROM meta WHERE key = 'drafts'`).pluck();
  const setPosition = db.prepare<[string]>(`
    INSERT INTO meta (key, value) VALUES ('drafts', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`);
  return {
    get(conversation) {
      const row = select.get(conversation);
      if (!row) return undefined;
      const { text, version, revision, unsaved, other, otherRevision } = row;
      return {
        text,
        version,
        revision,
        unsaved: unsaved === 1,
        other: other === null ? null : { text: other, revision: otherRevision },
      };
    },
    put: (conversation, { text, version, revision, unsaved, other }) =>
      void update.run(
        text,
        version,
        revision,
        Number(unsaved),
        other?.text ?? null,
        other?.revision ?? 0,
        conversation,
      ),
    unsaved: (limit) => selectUnsaved.all(limit),
    position: () => Number(position.get() ?? 0),
    setPosition: (at) => void setPosition.run(String(at)),
  };
}
