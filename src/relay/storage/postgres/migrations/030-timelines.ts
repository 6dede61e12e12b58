import { type Migration, ONLY_ADDS } from './migration.ts';

/**
 * Timelines, one partition per month, so that an old month can be detached and moved elsewhere:
 * `ALTER TABLE event DETACH PARTITION event_202601 CONCURRENTLY`.
 *
 * A key over all partitions must contain the month, so it cannot say alone that a seq is there once, or a client id. The seq it
 * need not say: a conversation's months never go back, `timeline_month` tells which of its seqs lie in which, and within one
 * the key holds. Client ids have a table that is not partitioned: a message that is sent again after years is still the same one
 * (SEQ-2). That table also tells who wrote what without reading an event, attached or not. Both are a fraction of the texts.
 * Nothing refers to events by a foreign key, which would hold every partition where it is.
 */
export const timelines: Migration = {
  version: 30,
  oldest: ONLY_ADDS,
  sql: `
CREATE TABLE event (
  -- Year and month in one number, UTC; of a clock that was set back the month before it.
  month integer NOT NULL,
  conversation integer NOT NULL,
  seq integer NOT NULL,
  ordinal integer NOT NULL,
  sender integer NOT NULL,
  kind text NOT NULL,
  client_id uuid,
  at bigint NOT NULL,
  body text NOT NULL,
  -- Seq of the last event that changed this message. Most never change: then nothing below needs to be looked up.
  revision integer,
  PRIMARY KEY (conversation, seq, month)
) PARTITION BY LIST (month);

CREATE TABLE timeline_month (
  conversation integer NOT NULL REFERENCES conversation,
  first_seq integer NOT NULL,
  month integer NOT NULL,
  -- Messages before it.
  ordinal_before integer NOT NULL,
  PRIMARY KEY (conversation, first_seq)
);

CREATE TABLE sent_message (
  conversation integer NOT NULL,
  sender integer NOT NULL,
  client_id uuid NOT NULL,
  seq integer NOT NULL,
  PRIMARY KEY (conversation, sender, client_id) INCLUDE (seq)
);

-- The edits of a message: a recall takes the content out of them too.
CREATE TABLE message_edit (
  conversation integer NOT NULL,
  target integer NOT NULL,
  seq integer NOT NULL,
  PRIMARY KEY (conversation, target, seq)
);

CREATE TABLE pin (
  conversation integer NOT NULL,
  target integer NOT NULL,
  -- The event that pinned it.
  seq integer NOT NULL,
  PRIMARY KEY (conversation, target)
);

-- The emoji on a message and how many have set each, so that nobody counts thousands of rows to show one number.
CREATE TABLE reaction_emoji (
  conversation integer NOT NULL,
  target integer NOT NULL,
  emoji text COLLATE "C" NOT NULL,
  -- The event that brought the first of them.
  since integer NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (conversation, target, emoji)
);

CREATE TABLE reaction (
  conversation integer NOT NULL,
  target integer NOT NULL,
  emoji text COLLATE "C" NOT NULL,
  account integer NOT NULL REFERENCES account,
  seq integer NOT NULL,
  PRIMARY KEY (conversation, target, emoji, account),
  FOREIGN KEY (conversation, target, emoji) REFERENCES reaction_emoji
);
CREATE INDEX reaction_by_seq ON reaction (conversation, target, emoji, seq);

-- Messages above the floor without receipts: what their bodies say, to be found without reading them.
CREATE TABLE receipt_gap (
  conversation integer NOT NULL REFERENCES conversation,
  from_seq integer NOT NULL,
  to_seq integer NOT NULL,
  PRIMARY KEY (conversation, from_seq)
);

CREATE TABLE read_time (
  conversation integer NOT NULL,
  account integer NOT NULL,
  from_seq integer NOT NULL,
  to_seq integer NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (conversation, account, from_seq),
  FOREIGN KEY (conversation, account) REFERENCES member
);
`,
};
