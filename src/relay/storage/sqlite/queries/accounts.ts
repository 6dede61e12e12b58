import type Database from 'better-sqlite3';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { Person } from '../../../../shared/model/person.ts';
import type { Account } from '../../port.ts';

/** Accounts, and the terms people are found by. */
export interface AccountQueries {
  /** `false`: the name is taken. */
  insert(account: Account, terms: readonly string[]): boolean;
  byName(name: string): Account | undefined;
  byId(user: UserId): Account | undefined;
  /** Also of an account that was given up. */
  key(user: UserId): number | undefined;
  /** The same, but not of an account that was given up. */
  activeKey(user: UserId): number | undefined;
  /** Whether there is any. */
  any(): boolean;
  /** The one that was created first. */
  first(): UserId | undefined;
  /** Accounts that were created by then and not given up, without `except`. */
  countActive(createdBy: number, except: number): number;
  person(user: UserId): Person | undefined;
  setPassword(account: number, passwordHash: string): void;
  /** From now on nobody finds them. */
  deactivate(account: number, at: number): void;
  /** By name, above `after`; without those given up. */
  all(after: string, limit: number): Person[];
  /** The same, of those with a term that starts with `start`. */
  withTerm(start: string, after: string, limit: number): Person[];
}

interface PersonRow {
  readonly id: UserId;
  readonly name: string;
  readonly displayName: string;
  readonly deactivatedAt: number | null;
}

type AccountRow = PersonRow & Pick<Account, 'passwordHash' | 'createdAt'>;

const PERSON = 'id, name, display_name AS displayName, deactivated_at AS deactivatedAt';
const ACCOUNT = `${PERSON}, password_hash AS passwordHash, created_at AS createdAt`;

export function prepareAccounts(database: Database.Database): AccountQueries {
  const insert = database
    .prepare<[string, string, string, string, number], number>(
      `INSERT INTO account (id, name, display_name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (name) DO NOTHING RETURNING key`,
    )
    .pluck();
  const insertTerm = database.prepare<[string, number]>('INSERT INTO account_term VALUES (?, ?)');
  const byName = database.prepare<[string], AccountRow>(`SELECT ${ACCOUNT} FROM account WHERE name = ?`);
  const byId = database.prepare<[UserId], AccountRow>(`SELECT ${ACCOUNT} FROM account WHERE id = ?`);
  const key = database.prepare<[UserId], number>('SELECT key FROM account WHERE id = ?').pluck();
  const activeKey = database
    .prepare<[UserId], number>('SELECT key FROM account WHERE id = ? AND deactivated_at IS NULL')
    .pluck();
  const newest = database.prepare<[], number | null>('SELECT max(key) FROM account').pluck();
  const first = database
    .prepare<[], UserId>('SELECT id FROM account WHERE key = (SELECT min(key) FROM account)')
    .pluck();
  const countActive = database
    .prepare<[number, number], number>(
      'SELECT count(*) FROM account WHERE deactivated_at IS NULL AND created_at <= ? AND key != ?',
    )
    .pluck();
  const person = database.prepare<[UserId], PersonRow>(`SELECT ${PERSON} FROM account WHERE id = ?`);
  const setPassword = database.prepare<[string, number]>(
    'UPDATE account SET password_hash = ? WHERE key = ?',
  );
  const deactivate = database.prepare<[number, number]>(
    'UPDATE account SET deactivated_at = ? WHERE key = ?',
  );
  const all = database.prepare<[string, number], PersonRow>(
    `SELECT ${PERSON} FROM account WHERE name > ? AND deactivated_at IS NULL ORDER BY name LIMIT ?`,
  );
  const withTerm = database.prepare<[string, string, string, number], PersonRow>(
    `SELECT ${PERSON} FROM account
     WHERE key IN (SELECT account FROM account_term WHERE term >= ? AND term < ?) AND name > ?
       AND deactivated_at IS NULL
     ORDER BY name LIMIT ?`,
  );
  return {
    insert({ id, name, displayName, passwordHash, createdAt }, terms) {
      const added = insert.get(id, name, displayName, passwordHash, createdAt);
      if (added === undefined) return false;
      for (const term of terms) insertTerm.run(term, added);
      return true;
    },
    byName: (name) => toAccount(byName.get(name)),
    byId: (user) => toAccount(byId.get(user)),
    key: (user) => key.get(user),
    activeKey: (user) => activeKey.get(user),
    any: () => typeof newest.get() === 'number',
    first: () => first.get(),
    countActive: (createdBy, except) => countActive.get(createdBy, except) ?? 0,
    person(user) {
      const row = person.get(user);
      return row && toPerson(row);
    },
    setPassword: (account, passwordHash) => void setPassword.run(passwordHash, account),
    deactivate: (account, at) => void deactivate.run(at, account),
    all: (after, limit) => all.all(after, limit).map(toPerson),
    // No character sorts after U+10FFFF.
    withTerm: (start, after, limit) => withTerm.all(start, `${start}\u{10FFFF}`, after, limit).map(toPerson),
  };
}

function toPerson({ id, name, displayName, deactivatedAt }: PersonRow): Person {
  return { id, name, displayName, ...(deactivatedAt === null ? {} : { deactivated: true }) };
}

function toAccount(row: AccountRow | undefined): Account | undefined {
  return row && { ...toPerson(row), passwordHash: row.passwordHash, createdAt: row.createdAt };
}
