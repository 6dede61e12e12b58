import type { Migration } from './migration.ts';

/** Administrators, what they have set, and the log of what was done. */
export const administration: Migration = {
  version: 70,
  sql: `
ALTER TABLE account ADD COLUMN administrator INTEGER NOT NULL DEFAULT 0;

-- Values are JSON; a name that is missing has not been set here.
CREATE TABLE policy (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  origin TEXT NOT NULL,
  actor INTEGER REFERENCES account,
  operator TEXT,
  address TEXT,
  action TEXT NOT NULL,
  subject TEXT,
  label TEXT,
  detail TEXT
) STRICT;

-- Only appended to. What is younger than 30 days than the newest line cannot go, whoever asks.
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
WHEN OLD.at > (SELECT at FROM audit ORDER BY id DESC LIMIT 1) - 30 * 86400000
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
`,
};
