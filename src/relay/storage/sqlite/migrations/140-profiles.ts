import type { Migration } from './migration.ts';

/** Pictures of people and groups, and when a person's name or picture changed last: 0, never since they registered. */
export const profiles: Migration = {
  version: 140,
  sql: `
-- Each content once; the bytes in base64.
CREATE TABLE profile_picture (
  id TEXT PRIMARY KEY,
  bytes TEXT NOT NULL
) STRICT;

ALTER TABLE account ADD COLUMN picture TEXT REFERENCES profile_picture;
ALTER TABLE account ADD COLUMN profile_position INTEGER NOT NULL DEFAULT 0;
CREATE INDEX account_by_picture ON account (picture) WHERE picture IS NOT NULL;
CREATE INDEX account_by_profile_position ON account (profile_position);

ALTER TABLE conversation ADD COLUMN picture TEXT REFERENCES profile_picture;
CREATE INDEX conversation_by_picture ON conversation (picture) WHERE picture IS NOT NULL;
`,
};
