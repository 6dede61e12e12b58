import type { Migration } from './migration.ts';

/** Bots, hooks that post as them, and callbacks with what they are to be told. */
export const integrations: Migration = {
  version: 80,
  sql: `
CREATE TABLE bot (
  account INTEGER PRIMARY KEY REFERENCES account
) STRICT;

CREATE TABLE hook (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  token_hash TEXT NOT NULL UNIQUE,
  bot INTEGER NOT NULL REFERENCES bot,
  conversation INTEGER NOT NULL REFERENCES conversation,
  label TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE callback (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  bot INTEGER NOT NULL REFERENCES bot,
  url TEXT NOT NULL,
  -- It signs, so it cannot be hashed.
  secret TEXT NOT NULL,
  -- JSON.
  kinds TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  waiting INTEGER NOT NULL DEFAULT 0,
  missed INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The queue, and once they are finished the log. What is told is read when it is told.
CREATE TABLE delivery (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Random: the keys of a restored relay come again.
  id TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16)))),
  callback INTEGER NOT NULL REFERENCES callback,
  kind TEXT NOT NULL,
  conversation INTEGER REFERENCES conversation,
  channel INTEGER REFERENCES channel,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  -- Of the next attempt; NULL once it is finished.
  next_at INTEGER,
  settled_at INTEGER,
  status INTEGER,
  problem TEXT
) STRICT;
CREATE INDEX delivery_due ON delivery (callback, next_at, key) WHERE next_at IS NOT NULL;
CREATE INDEX delivery_log ON delivery (callback, key);
CREATE INDEX delivery_settled ON delivery (settled_at) WHERE settled_at IS NOT NULL;
`,
};
