import type { Migration } from './migration.ts';

/**
 * Channels: one row per announcement, one per person and channel from their first report on, and a handful of counters per
 * announcement. Nothing is written per person when something is published.
 */
export const channels: Migration = {
  version: 50,
  sql: `
-- How many people an announcement is for.
CREATE INDEX account_created ON account (created_at) WHERE deactivated_at IS NULL;

CREATE TABLE channel (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  owner INTEGER NOT NULL REFERENCES account,
  client_id BLOB NOT NULL,
  title TEXT NOT NULL,
  position INTEGER NOT NULL,
  UNIQUE (owner, client_id)
) STRICT;

CREATE TABLE channel_publisher (
  channel INTEGER NOT NULL REFERENCES channel,
  -- In the order in which they were given.
  place INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account,
  PRIMARY KEY (channel, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE announcement (
  key INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL REFERENCES channel,
  seq INTEGER NOT NULL,
  client_id BLOB NOT NULL,
  sender INTEGER NOT NULL REFERENCES account,
  revision INTEGER NOT NULL,
  state TEXT NOT NULL,
  title TEXT,
  text TEXT,
  created_at INTEGER NOT NULL,
  released_at INTEGER,
  published_at INTEGER,
  modified_at INTEGER,
  ended_at INTEGER,
  expires_at INTEGER,
  min_version TEXT,
  position INTEGER NOT NULL,
  UNIQUE (channel, seq),
  UNIQUE (channel, sender, client_id)
) STRICT;
CREATE INDEX announcement_released ON announcement (position) WHERE released_at IS NOT NULL;
CREATE INDEX announcement_running ON announcement (coalesce(expires_at, 9007199254740991))
  WHERE state IN ('pre-release', 'published');

CREATE TABLE announcement_whitelist (
  announcement INTEGER NOT NULL REFERENCES announcement,
  place INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account,
  PRIMARY KEY (announcement, place)
) STRICT, WITHOUT ROWID;

-- Both sets as JSON: from, to, from, to … Position: the commit that changed the read set last.
CREATE TABLE channel_reader (
  account INTEGER NOT NULL REFERENCES account,
  channel INTEGER NOT NULL REFERENCES channel,
  read TEXT NOT NULL,
  delivered TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (account, channel)
) STRICT, WITHOUT ROWID;

-- How many it reached in each span of time since its first release.
CREATE TABLE announcement_reach (
  announcement INTEGER NOT NULL REFERENCES announcement,
  since INTEGER NOT NULL,
  delivered INTEGER NOT NULL,
  read INTEGER NOT NULL,
  PRIMARY KEY (announcement, since)
) STRICT, WITHOUT ROWID;
`,
};
