import type { Migration } from './migration.ts';

/** Points, and red packets of them. */
export const packets: Migration = {
  version: 130,
  sql: `
CREATE TABLE point_balance (
  account INTEGER PRIMARY KEY REFERENCES account,
  points INTEGER NOT NULL CHECK (points >= 0)
) STRICT;

-- The ledger: every change of a balance, in order. What it takes from one side it gives to the other.
CREATE TABLE point_move (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Index in POINT_MOVES.
  kind INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account,
  -- The red packet; NULL: the relay itself.
  conversation INTEGER,
  seq INTEGER,
  points INTEGER NOT NULL CHECK (points > 0),
  at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX opened_once ON point_move (account) WHERE kind = 0;
CREATE UNIQUE INDEX taken_once ON point_move (conversation, seq, account) WHERE kind = 2;
CREATE INDEX point_move_by_packet ON point_move (conversation, seq, key) WHERE kind = 2;

CREATE TABLE packet (
  conversation INTEGER NOT NULL REFERENCES conversation,
  seq INTEGER NOT NULL,
  sender INTEGER NOT NULL REFERENCES account,
  split TEXT NOT NULL,
  shares INTEGER NOT NULL,
  points INTEGER NOT NULL,
  taken INTEGER NOT NULL DEFAULT 0,
  taken_points INTEGER NOT NULL DEFAULT 0,
  expires_at INTEGER NOT NULL,
  returned INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (conversation, seq),
  CHECK (taken <= shares AND points - taken_points >= shares - taken)
) STRICT, WITHOUT ROWID;
CREATE INDEX packet_open ON packet (expires_at) WHERE returned = 0 AND taken < shares;
`,
};
