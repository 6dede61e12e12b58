import type { Migration } from './migration.ts';

/**
 * `item.id` orders the search results: dense and, within a conversation, in the order of the timeline
 * (`item-place.ts`). Person 1 is always the account's own. The outbox is the item rows with `state = 1` in the order of
 * `queued`: a message and its outbox entry cannot part, whatever is killed when. A failed one keeps its `queued` place.
 */
export const initial: Migration = {
  version: 10,
  sql: `
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE person (
      num INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      name TEXT,
      display_name TEXT,
      folded TEXT
    ) STRICT;
    CREATE INDEX person_unknown ON person (num) WHERE name IS NULL;

    -- What the list shows, and nothing that makes its rows long.
    CREATE TABLE conversation (
      num INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      title TEXT,
      peer INTEGER REFERENCES person (num),
      member_count INTEGER NOT NULL,
      role TEXT,
      head_seq INTEGER NOT NULL,
      unread INTEGER NOT NULL,
      read_up_to INTEGER NOT NULL,
      last_sender INTEGER REFERENCES person (num),
      last_text TEXT,
      last_message_at INTEGER,
      last_state INTEGER,
      last_error TEXT,
      last_at INTEGER NOT NULL DEFAULT 0,
      pinned INTEGER NOT NULL DEFAULT 0,
      muted INTEGER NOT NULL DEFAULT 0,
      draft TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX conversation_list ON conversation (pinned DESC, last_at DESC, num);
    CREATE INDEX conversation_unread ON conversation (unread) WHERE unread > 0;
    CREATE INDEX conversation_peer ON conversation (peer) WHERE peer IS NOT NULL;

    -- What synchronising needs; sets of seqs are JSON arrays of [from, to].
    CREATE TABLE progress (
      conversation INTEGER PRIMARY KEY REFERENCES conversation (num),
      memberships TEXT NOT NULL,
      held TEXT NOT NULL,
      read TEXT NOT NULL,
      pending TEXT NOT NULL,
      pending_unread INTEGER NOT NULL,
      counted_to INTEGER NOT NULL,
      delivered INTEGER NOT NULL,
      delivered_reported INTEGER NOT NULL,
      report_messages INTEGER NOT NULL,
      report_ms INTEGER NOT NULL,
      to_report INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX progress_to_report ON progress (conversation) WHERE to_report = 1;

    CREATE TABLE item (
      id INTEGER PRIMARY KEY,
      conversation INTEGER NOT NULL REFERENCES conversation (num),
      seq INTEGER,
      sender INTEGER NOT NULL REFERENCES person (num),
      at INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      state INTEGER NOT NULL,
      queued INTEGER,
      error TEXT,
      unread INTEGER,
      receivers INTEGER,
      client_id BLOB,
      body TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX item_seq ON item (conversation, seq);
    CREATE UNIQUE INDEX item_own ON item (client_id, conversation) WHERE sender = 1 AND kind = 0;
    CREATE INDEX item_unsent ON item (queued) WHERE queued IS NOT NULL;
    CREATE INDEX item_open_receipt ON item (conversation, seq)
      WHERE sender = 1 AND kind = 0 AND state = 0 AND (unread IS NULL OR unread > 0);

    CREATE VIRTUAL TABLE search USING fts5 (
      tokens, content = '', contentless_delete = 1, tokenize = 'ascii'
    );
  `,
};
