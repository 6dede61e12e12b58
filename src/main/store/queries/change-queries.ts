import type { Database } from 'better-sqlite3';
import type { ItemKeyParts } from '../item.ts';

/** A message as a change finds it. */
export interface ChangeTarget extends ItemKeyParts {
  readonly id: number;
  readonly seq: number;
  readonly body: string;
  /** All changes up to here are part of the row. */
  readonly revision: number;
  /** Of the last change of its content, and of its pin. */
  readonly contentSeq: number;
  readonly pinSeq: number;
}

/** Changing messages that are on disk. */
export interface ChangeQueries {
  /** The message of this seq, if it is here and is one. */
  target(conversation: number, seq: number): ChangeTarget | undefined;
  /** Overwrites the content: the old one is not left anywhere in the table. */
  setContent(
    id: number,
    content: {
      readonly body: string;
      readonly edited: boolean;
      readonly mentionsMe: boolean;
      readonly seq: number;
    },
  ): void;
  setPinned(id: number, pinned: boolean, seq: number): void;
  removeQuote(id: number): void;
  setRevision(id: number, revision: number): void;
  /** Messages that quote this one; at most `limit`. */
  quoting(conversation: number, seq: number, limit: number): ItemKeyParts[];
}

const KEY = 'kind, sender, seq, client_id AS clientId';

/** Plans of these are asserted by test. */
export const CHANGE_SQL = {
  target: `
    SELECT id, ${KEY}, body, revision, content_seq AS contentSeq, pin_seq AS pinSeq FROM item
    WHERE conversation = ? AND seq = ? AND kind = 0`,
  quoting: `SELECT ${KEY} FROM item WHERE conversation = ? AND quote = ? ORDER BY id DESC LIMIT ?`,
} as const;

export function createChangeQueries(db: Database): ChangeQueries {
  const target = db.prepare<[number, number], ChangeTarget>(CHANGE_SQL.target);
  const quoting = db.prepare<[number, number, number], ItemKeyParts>(CHANGE_SQL.quoting);
  const setContent = db.prepare<[string, number, number, number, number]>(
    'UPDATE item SET body = ?, edited = ?, mentions_me = ?, content_seq = ? WHERE id = ?',
  );
  const setPinned = db.prepare<[number, number, number]>(
    'UPDATE item SET pinned = ?, pin_seq = ? WHERE id = ?',
  );
  const removeQuote = db.prepare<[number]>('UPDATE item SET quote = NULL WHERE id = ?');
  const setRevision = db.prepare<[number, number]>('UPDATE item SET revision = ? WHERE id = ?');
  return {
    target: (conversation, seq) => target.get(conversation, seq),
    setContent(id, { body, edited, mentionsMe, seq }) {
      // A long text has pages of its own, which are freed whole: `FAST` would leave them as they are.
      db.pragma('secure_delete = ON');
      try {
        setContent.run(body, Number(edited), Number(mentionsMe), seq, id);
      } finally {
        db.pragma('secure_delete = FAST');
      }
    },
    setPinned: (id, pinned, seq) => void setPinned.run(Number(pinned), seq, id),
    removeQuote: (id) => void removeQuote.run(id),
    setRevision: (id, revision) => void setRevision.run(revision, id),
    quoting: (conversation, seq, limit) => quoting.all(conversation, seq, limit),
  };
}
