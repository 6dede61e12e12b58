import { type Migration, ONLY_ADDS } from './migration.ts';

/** Pictures of people and groups, and when a person's name or picture changed last: 0, never since they registered. */
export const profiles: Migration = {
  version: 90,
  oldest: ONLY_ADDS,
  sql: `
-- Each content once; the bytes in base64.
CREATE TABLE profile_picture (
  id text COLLATE "C" PRIMARY KEY,
  bytes text NOT NULL
);

ALTER TABLE account ADD COLUMN picture text COLLATE "C" REFERENCES profile_picture;
ALTER TABLE account ADD COLUMN profile_position bigint NOT NULL DEFAULT 0;
CREATE INDEX account_by_picture ON account (picture) WHERE picture IS NOT NULL;
CREATE INDEX account_by_profile_position ON account (profile_position);
-- Terms are removed by whose they are when somebody is renamed.
CREATE INDEX account_term_by_account ON account_term (account);

ALTER TABLE conversation ADD COLUMN picture text COLLATE "C" REFERENCES profile_picture;
CREATE INDEX conversation_by_picture ON conversation (picture) WHERE picture IS NOT NULL;
`,
};
