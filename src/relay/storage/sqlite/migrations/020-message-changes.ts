import type { Migration } from './migration.ts';

/** Edits, recalls, pins and reactions. A message's row carries its current content; what else changes is kept beside it. */
export const messageChanges: Migration = {
  version: 20,
  sql: `
-- Seq of the last event that changed this message. Most never change: then nothing below needs to be looked up.
ALTER TABLE event ADD COLUMN revision INTEGER;

-- The edits of a message: a recall takes the content out of them too.
CREATE TABLE message_edit (
  conversation INTEGER NOT NULL,
  target INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (conversation, target, seq),
  FOREIGN KEY (conversation, target) REFERENCES event
) STRICT, WITHOUT ROWID;

CREATE TABLE pin (
  conversation INTEGER NOT NULL,
  target INTEGER NOT NULL,
  -- The event that pinned it.
  seq INTEGER NOT NULL,
  PRIMARY KEY (conversation, target),
  FOREIGN KEY (conversation, target) REFERENCES event
) STRICT, WITHOUT ROWID;

-- The emoji on a message and how many have set each, so that nobody counts thousands of rows to show one number.
CREATE TABLE reaction_emoji (
  conversation INTEGER NOT NULL,
  target INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  -- The event that brought the first of them.
  since INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (conversation, target, emoji),
  FOREIGN KEY (conversation, target) REFERENCES event
) STRICT, WITHOUT ROWID;

CREATE TABLE reaction (
  conversation INTEGER NOT NULL,
  target INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account,
  seq INTEGER NOT NULL,
  PRIMARY KEY (conversation, target, emoji, account),
  FOREIGN KEY (conversation, target, emoji) REFERENCES reaction_emoji
) STRICT, WITHOUT ROWID;
CREATE INDEX reaction_by_seq ON reaction (conversation, target, emoji, seq);
`,
};
