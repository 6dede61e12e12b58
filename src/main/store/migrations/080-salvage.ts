import type { Migration } from './migration.ts';

/**
 * What became of the file before this one, for the user to know, and what of it is still to be taken over: the rows of its items
 * that were found readable (`salvage_item`), by its own numbers of conversations (`salvage_conversation`). `whole`: nothing has been
 * unreadable so far. `step` is `list` while readable items are looked for, `items` while they are taken over, then `done`.
 */
export const salvage: Migration = {
  version: 80,
  sql: `
    CREATE TABLE recovery (
      num INTEGER PRIMARY KEY CHECK (num = 1),
      at INTEGER NOT NULL,
      reason TEXT NOT NULL,
      file TEXT NOT NULL,
      readable INTEGER NOT NULL DEFAULT 0,
      unsent INTEGER NOT NULL DEFAULT 0,
      unsent_whole INTEGER NOT NULL DEFAULT 1,
      drafts INTEGER NOT NULL DEFAULT 0,
      messages INTEGER NOT NULL DEFAULT 0,
      step TEXT NOT NULL DEFAULT 'done',
      cursor INTEGER NOT NULL DEFAULT -1,
      whole INTEGER NOT NULL DEFAULT 1,
      seen INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE salvage_conversation (
      num INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      at INTEGER NOT NULL,
      held TEXT NOT NULL
    ) STRICT;
    CREATE INDEX salvage_conversation_at ON salvage_conversation (at DESC);

    CREATE TABLE salvage_item (
      conversation INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      id INTEGER NOT NULL,
      PRIMARY KEY (conversation, seq)
    ) STRICT, WITHOUT ROWID;
  `,
};
