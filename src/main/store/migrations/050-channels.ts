import type { Migration } from './migration.ts';

/**
 * Channels and their announcements, with a search index of their own: there are few of them, and they are found apart from
 * messages. `read` is what the relay knows of; `pending` what it has not been told, `arrived` what is not yet reported as delivered.
 */
export const channels: Migration = {
  version: 50,
  sql: `
    CREATE TABLE channel (
      num INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      title TEXT NOT NULL,
      owner TEXT NOT NULL,
      publishers TEXT NOT NULL,
      read TEXT NOT NULL DEFAULT '[]',
      pending TEXT NOT NULL DEFAULT '[]',
      arrived TEXT NOT NULL DEFAULT '[]'
    ) STRICT;

    CREATE TABLE announcement (
      id INTEGER PRIMARY KEY,
      channel INTEGER NOT NULL REFERENCES channel (num),
      seq INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      state TEXT NOT NULL,
      sender INTEGER NOT NULL REFERENCES person (num),
      title TEXT NOT NULL,
      text TEXT NOT NULL,
      at INTEGER NOT NULL,
      modified_at INTEGER,
      expires_at INTEGER,
      pre_release INTEGER NOT NULL,
      read INTEGER NOT NULL,
      UNIQUE (channel, seq)
    ) STRICT;
    CREATE INDEX announcement_at ON announcement (channel, at);
    CREATE INDEX announcement_unread ON announcement (channel, expires_at) WHERE read = 0 AND state = 'running';

    CREATE VIRTUAL TABLE announcement_search
      USING fts5 (tokens, content = '', contentless_delete = 1, tokenize = 'ascii');
  `,
};
