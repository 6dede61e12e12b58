import type { Migration } from './migration.ts';

/**
 * Files that messages of the outbox wait for, until the message is stored by the relay or deleted. `state` 0: to be uploaded,
 * 1: held back by the user, 2: the relay has it. `path` is where the bytes are read, and with `modified` (ms) and `size` tells
 * whether they are still those; `copied`: it is the client's own copy, to be removed in the end.
 */
export const uploads: Migration = {
  version: 60,
  sql: `
    CREATE TABLE upload (
      num INTEGER PRIMARY KEY,
      file TEXT NOT NULL UNIQUE,
      message BLOB NOT NULL,
      path TEXT NOT NULL,
      name TEXT NOT NULL,
      type TEXT NOT NULL,
      size INTEGER NOT NULL,
      modified REAL NOT NULL,
      copied INTEGER NOT NULL,
      state INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX upload_message ON upload (message, state);
  `,
};
