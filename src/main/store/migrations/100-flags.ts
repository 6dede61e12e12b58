import type { Migration } from './migration.ts';

/**
 * How a conversation is kept, the same on all devices of its user. `archived`: the newest seq when it was put away, 0: it was
 * not. `flags_pending`: which flags the relay has not been told, a sum of 1 (pinned), 2 (muted), 4 (archived), 8 (marked
 * unread); what was pinned and muted on this device only is told now.
 */
export const flags: Migration = {
  version: 100,
  sql: `
    ALTER TABLE conversation ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE conversation ADD COLUMN marked_unread INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE conversation ADD COLUMN flags_pending INTEGER NOT NULL DEFAULT 0;
    UPDATE conversation SET flags_pending = pinned + 2 * muted;
    CREATE INDEX conversation_flags_pending ON conversation (num) WHERE flags_pending > 0;
  `,
};
