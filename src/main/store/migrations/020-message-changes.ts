import type { Migration } from './migration.ts';

/**
 * What was changed of a message after it was sent. Changes may be stored in any order, because pages come newest first:
 * `revision` is the seq up to which all changes are part of the row, `content_seq` and `pin_seq` are those of the last
 * change of that part, and a reaction keeps the seq of the person's last word on that emoji, taken back (`amount = 0`) or
 * not. Person 0 stands for all whom a pulled message only counts.
 */
export const messageChanges: Migration = {
  version: 20,
  sql: `
    ALTER TABLE item ADD COLUMN quote INTEGER;
    ALTER TABLE item ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE item ADD COLUMN content_seq INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE item ADD COLUMN pin_seq INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE item ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE item ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE item ADD COLUMN mentions_me INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX item_quote ON item (conversation, quote) WHERE quote IS NOT NULL;
    CREATE INDEX item_mention ON item (conversation, seq) WHERE mentions_me = 1;

    CREATE TABLE reaction (
      conversation INTEGER NOT NULL REFERENCES conversation (num),
      target INTEGER NOT NULL,
      emoji TEXT NOT NULL,
      person INTEGER NOT NULL,
      amount INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      PRIMARY KEY (conversation, target, emoji, person)
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE conversation ADD COLUMN last_type TEXT NOT NULL DEFAULT 'text';
    ALTER TABLE conversation ADD COLUMN mentioned INTEGER NOT NULL DEFAULT 0;
  `,
};
