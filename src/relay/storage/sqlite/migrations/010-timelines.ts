import type { Migration } from './migration.ts';

/**
 * Accounts, conversations, timelines and receipts. Rows refer to accounts and conversations by integer keys: their ids
 * would take 36 bytes in every row.
 */
export const timelines: Migration = {
  version: 10,
  sql: `
CREATE TABLE meta (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  relay_id TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;
INSERT INTO meta VALUES (1, lower(hex(randomblob(16))), 0);

CREATE TABLE account (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- What people are found by: nameTerms().
CREATE TABLE account_term (
  term TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account,
  PRIMARY KEY (term, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  id TEXT PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account,
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conversation (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  title TEXT,
  -- MEM-2: the pair of a direct conversation, smaller key first.
  direct_low INTEGER REFERENCES account,
  direct_high INTEGER REFERENCES account,
  -- MEM-3: who created a group, and under which client id.
  creator INTEGER REFERENCES account,
  client_id BLOB,
  head_seq INTEGER NOT NULL,
  head_ordinal INTEGER NOT NULL,
  member_count INTEGER NOT NULL,
  -- The commit that changed it last.
  position INTEGER NOT NULL,
  UNIQUE (direct_low, direct_high),
  UNIQUE (creator, client_id)
) STRICT;

CREATE TABLE member (
  conversation INTEGER NOT NULL REFERENCES conversation,
  account INTEGER NOT NULL REFERENCES account,
  -- In order of first joining: 0, 1, 2 …
  place INTEGER NOT NULL,
  role TEXT,
  delivered INTEGER NOT NULL,
  -- The commit that changed their membership or read set last.
  position INTEGER NOT NULL,
  -- What a former member saw last.
  parting_title TEXT,
  parting_count INTEGER,
  PRIMARY KEY (conversation, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_by_account ON member (account);

CREATE TABLE membership (
  conversation INTEGER NOT NULL,
  account INTEGER NOT NULL,
  joined_seq INTEGER NOT NULL,
  left_seq INTEGER,
  PRIMARY KEY (conversation, account, joined_seq),
  FOREIGN KEY (conversation, account) REFERENCES member
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  conversation INTEGER NOT NULL REFERENCES conversation,
  seq INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  sender INTEGER NOT NULL REFERENCES account,
  kind TEXT NOT NULL,
  client_id BLOB,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (conversation, seq)
) STRICT, WITHOUT ROWID;
-- SEQ-2. It also tells who wrote what without reading a body.
CREATE UNIQUE INDEX event_by_client_id ON event (conversation, sender, client_id) WHERE client_id IS NOT NULL;

CREATE TABLE read_range (
  conversation INTEGER NOT NULL,
  account INTEGER NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  PRIMARY KEY (conversation, account, from_seq),
  FOREIGN KEY (conversation, account) REFERENCES member
) STRICT, WITHOUT ROWID;
`,
};
