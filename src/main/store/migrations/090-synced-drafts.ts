import type { Migration } from './migration.ts';

/**
 * Drafts that follow their person (`draft-state.ts`); those that are there are told to the relay. People are looked through by
 * the reader, with what is typed for Chinese names, and no folded form of their names is kept any more.
 */
export const syncedDrafts: Migration = {
  version: 90,
  sql: `
    ALTER TABLE conversation ADD COLUMN draft_version INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE conversation ADD COLUMN draft_revision INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE conversation ADD COLUMN draft_unsaved INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE conversation ADD COLUMN draft_other TEXT;
    ALTER TABLE conversation ADD COLUMN draft_other_revision INTEGER NOT NULL DEFAULT 0;
    UPDATE conversation SET draft_unsaved = 1 WHERE draft <> '';
    CREATE INDEX conversation_unsaved_draft ON conversation (num) WHERE draft_unsaved = 1;

    ALTER TABLE person DROP COLUMN folded;
  `,
};
