import type { Migration } from './migration.ts';

/** Files: whose they are, what they are, and which messages refer to them. Their bytes lie beside the database. */
export const files: Migration = {
  version: 60,
  sql: `
CREATE TABLE file (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  owner INTEGER NOT NULL REFERENCES account,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size INTEGER NOT NULL,
  begun_at INTEGER NOT NULL,
  -- NULL: not all of it has come.
  hash TEXT,
  -- Of an image that may be shown.
  width INTEGER,
  height INTEGER,
  -- Since when no message refers to it; NULL: one does; 0: those that did were recalled.
  unused_since INTEGER
) STRICT;
CREATE INDEX file_by_owner ON file (owner, hash, size);
CREATE INDEX file_by_hash ON file (hash) WHERE hash IS NOT NULL;
CREATE INDEX file_unused ON file (unused_since) WHERE unused_since IS NOT NULL;

CREATE TABLE file_use (
  file INTEGER NOT NULL REFERENCES file,
  conversation INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (file, conversation, seq),
  FOREIGN KEY (conversation, seq) REFERENCES event
) STRICT, WITHOUT ROWID;
CREATE INDEX file_use_by_message ON file_use (conversation, seq);
`,
};
