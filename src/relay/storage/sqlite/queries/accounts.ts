import type Database from 'better-sqlite3';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { Person } from '../../../../shared/model/person.ts';
import type { Account } from '../../port.ts';

/** Accounts, and the terms people are found by. */
export interface AccountQueries {
  /** `false`: the name is taken. */
  insert(account: Account, terms: readonly string[]): boolean;
  byName(name: string): Account | undefined;
  key(user: UserId): number | undefined;
  person(user: UserId): Person | undefined;
  /** By name, above `after`. */
  all(after: string, limit: number): Person[];
  /** The same, of those with a term that starts with `start`. */
  withTerm(start: string, after: string, limit: number): Person[];
}

const PERSON = 'id, name, display_name AS displayName';

export function prepareAccounts(database: Database.Database): AccountQueries {
  const insert = database
    .prepare<[string, string, string, string, number], number>(
      `INSERT INTO account (id, name, display_name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (name) DO NOTHING RETURNING key`,
    )
    .pluck();
  const insertTerm = database.prepare<[string, number]>('INSERT INTO account_term VALUES (?, ?)');
  const byName = database.prepare<[string], Account>(
    `SELECT ${PERSON}, password_hash AS passwordHash, created_at AS createdAt FROM account WHERE name = ?`,
  );
  const key = database.prepare<[UserId], number>('SELECT key FROM account WHERE id = ?').pluck();
  const person = database.prepare<[UserId], Person>(`SELECT ${PERSON} FROM account WHERE id = ?`);
  const all = database.prepare<[string, number], Person>(
    `SELECT ${PERSON} FROM account WHERE name > ? ORDER BY name LIMIT ?`,
  );
  const withTerm = database.prepare<[string, string, string, number], Person>(
    `SELECT ${PERSON} FROM account
     WHERE key IN (SELECT account FROM account_term WHERE term >= ? AND term < ?) AND name > ?
     ORDER BY name LIMIT ?`,
  );
  return {
    insert({ id, name, displayName, passwordHash, createdAt }, terms) {
      const added = insert.get(id, name, displayName, passwordHash, createdAt);
      if (added === undefined) return false;
      for (const term of terms) insertTerm.run(term, added);
      return true;
    },
    byName: (name) => byName.get(name),
    key: (user) => key.get(user),
    person: (user) => person.get(user),
    all: (after, limit) => all.all(after, limit),
    // No character sorts after U+10FFFF.
    withTerm: (start, after, limit) => withTerm.all(start, `${start}\u{10FFFF}`, after, limit),
  };
}
