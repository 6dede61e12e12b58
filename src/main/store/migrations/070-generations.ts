import type { Migration } from './migration.ts';

/**
 * For relays that were put back to an older state. `lost_message` are messages of others that the relay has lost: the
 * timelines do not have them any more, and nobody else may. `unsettled` is 2 for a conversation that was written to since the newest
 * position, 1 since the one before, else 0: what a position covers may still be on its way when the position is told.
 */
export const generations: Migration = {
  version: 70,
  sql: `
    CREATE TABLE lost_message (
      num INTEGER PRIMARY KEY,
      conversation INTEGER NOT NULL REFERENCES conversation (num),
      seq INTEGER NOT NULL,
      sender INTEGER NOT NULL REFERENCES person (num),
      at INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX lost_message_at ON lost_message (at, num);
    ALTER TABLE conversation ADD COLUMN unsettled INTEGER NOT NULL DEFAULT 0;
  `,
};
