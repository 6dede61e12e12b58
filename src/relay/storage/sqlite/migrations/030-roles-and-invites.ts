import type { Migration } from './migration.ts';

/** Invites, devices that can be listed, accounts given up, announcements and mutes. */
export const rolesAndInvites: Migration = {
  version: 30,
  sql: `
ALTER TABLE account ADD COLUMN deactivated_at INTEGER;

-- NULL: not since it was created.
ALTER TABLE device ADD COLUMN last_seen_at INTEGER;
CREATE INDEX device_by_account ON device (account);

ALTER TABLE conversation ADD COLUMN announcement TEXT;
ALTER TABLE member ADD COLUMN muted_until INTEGER;

CREATE TABLE invite (
  code_hash TEXT PRIMARY KEY,
  -- NULL: to the relay itself.
  conversation INTEGER REFERENCES conversation,
  creator INTEGER NOT NULL REFERENCES account,
  -- NULL: any number.
  uses_left INTEGER,
  -- NULL: never.
  expires_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX invite_by_conversation ON invite (conversation) WHERE conversation IS NOT NULL;
CREATE INDEX invite_by_creator ON invite (creator) WHERE conversation IS NULL;
`,
};
