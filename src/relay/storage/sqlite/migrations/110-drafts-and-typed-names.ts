import { nameTerms } from '../../name-terms.ts';
import type { Migration } from './migration.ts';

/**
 * Drafts, one per person and conversation; one that was sent or deleted stays as an empty text, so that all devices hear of it.
 * And what Chinese names are found by when their pinyin is typed, for the accounts that are there.
 */
export const draftsAndTypedNames: Migration = {
  version: 110,
  sql: `
CREATE TABLE draft (
  key INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account,
  conversation INTEGER NOT NULL REFERENCES conversation,
  -- The commit that wrote it.
  revision INTEGER NOT NULL,
  text TEXT NOT NULL,
  -- The one that wrote it; it may be signed out by now.
  device TEXT NOT NULL,
  UNIQUE (account, conversation)
) STRICT;
CREATE INDEX draft_by_revision ON draft (account, revision);
`,
  fill(database) {
    const insert = database.prepare<[string, number]>(
      'INSERT INTO account_term (term, account) VALUES (?, ?) ON CONFLICT DO NOTHING',
    );
    const accounts = database
      .prepare<[], AccountRow>('SELECT key, name, display_name AS displayName FROM account')
      .all();
    for (const account of accounts) for (const term of nameTerms(account)) insert.run(term, account.key);
  },
};

interface AccountRow {
  readonly key: number;
  readonly name: string;
  readonly displayName: string;
}
