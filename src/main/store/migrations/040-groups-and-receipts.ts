import type { Migration } from './migration.ts';

/**
 * What the head says of a group and of its receipts, messages of which none are kept, and reminders: a reminder's line
 * names the message in `quote`. All heads are pulled anew, because those on disk lack it.
 */
export const groupsAndReceipts: Migration = {
  version: 40,
  sql: `
    ALTER TABLE conversation ADD COLUMN announcement TEXT;
    ALTER TABLE conversation ADD COLUMN muted_until INTEGER;
    ALTER TABLE conversation ADD COLUMN receipts TEXT;
    ALTER TABLE conversation ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0;
    DELETE FROM meta WHERE key = 'position';

    ALTER TABLE item ADD COLUMN receipt INTEGER NOT NULL DEFAULT 1;
    UPDATE item SET quote = json_extract(body, '$.seq') WHERE kind = 1 AND json_extract(body, '$.type') = 'reminded';
    DROP INDEX item_open_receipt;
    CREATE INDEX item_open_receipt ON item (conversation, seq)
      WHERE sender = 1 AND kind = 0 AND state = 0 AND receipt = 1 AND (unread IS NULL OR unread > 0);
  `,
};
