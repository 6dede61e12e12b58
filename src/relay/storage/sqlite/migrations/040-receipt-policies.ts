import type { Migration } from './migration.ts';

/** Whether receipts are kept, who is told of what is read, when it was read, and what is too old to be told. */
export const receiptPolicies: Migration = {
  version: 40,
  sql: `
-- Others are not told what this person reads in direct conversations.
ALTER TABLE account ADD COLUMN direct_untold INTEGER NOT NULL DEFAULT 0;

ALTER TABLE conversation ADD COLUMN receipts TEXT NOT NULL DEFAULT 'on';
-- Messages up to here have no receipts any more.
ALTER TABLE conversation ADD COLUMN receipt_floor INTEGER NOT NULL DEFAULT 0;

-- Messages above the floor without receipts: what their bodies say, to be found without reading them.
CREATE TABLE receipt_gap (
  conversation INTEGER NOT NULL REFERENCES conversation,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  PRIMARY KEY (conversation, from_seq)
) STRICT, WITHOUT ROWID;

-- What of a read set others are not told.
CREATE TABLE hidden_range (
  conversation INTEGER NOT NULL,
  account INTEGER NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  PRIMARY KEY (conversation, account, from_seq),
  FOREIGN KEY (conversation, account) REFERENCES member
) STRICT, WITHOUT ROWID;

CREATE TABLE read_time (
  conversation INTEGER NOT NULL,
  account INTEGER NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (conversation, account, from_seq),
  FOREIGN KEY (conversation, account) REFERENCES member
) STRICT, WITHOUT ROWID;
`,
};
