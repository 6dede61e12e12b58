import type Database from 'better-sqlite3';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { Person } from '../../../../shared/model/person.ts';
import type { Account } from '../../account-port.ts';
import type { AccountOverview } from '../../administration.ts';
import type { NameQuery } from '../../name-terms.ts';
import {
  type AccountRow,
  type OverviewRow,
  type PersonRow,
  toAccount,
  toOverview,
  toPerson,
} from '../../rows/account.ts';

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
  /** Accounts that were created by then and not given up, without `except` and without bots. */
  countActive(createdBy: number, except: number): number;
  person(user: UserId): Person | undefined;
  setPassword(account: number, passwordHash: string): void;
  /** From now on nobody finds them. */
  deactivate(account: number, at: number): void;
  setAdministrator(account: number, is: boolean): void;
  /** Whether there is one that was not given up. */
  anyAdministrator(): boolean;
  /** A person: no bot. */
  oldestActive(): UserId | undefined;
  overview(name: string): AccountOverview | undefined;
  /** By name, above `after`; those given up too. */
  overviews(after: string, limit: number): AccountOverview[];
  /** The same, of those that the query finds. */
  overviewsFound(query: NameQuery, after: string, limit: number): AccountOverview[];
  /** By name, above `after`; without those given up. */
  all(after: string, limit: number): Person[];
  /** The same, of those that the query finds. */
  found(query: NameQuery, after: string, limit: number): Person[];
}

type CandidateParameters = [string, string, string, string, string];
const CANDIDATE = `key IN (SELECT account FROM account_term WHERE term >= ? AND term < ?
  UNION SELECT account FROM account_term WHERE term >= ? AND term < ?)`;

export const PERSON = 'id, name, display_name AS displayName, picture, deactivated_at AS deactivatedAt';
const ACCOUNT = `${PERSON}, administrator, password_hash AS passwordHash, created_at AS createdAt`;
const OVERVIEW = `${PERSON}, administrator, created_at AS createdAt,
  (SELECT count(*) FROM device WHERE account = account.key) AS devices,
  (SELECT max(coalesce(last_seen_at, created_at)) FROM device WHERE account = account.key) AS lastSeenAt,
  (SELECT coalesce(sum(size), 0) FROM file WHERE owner = account.key) AS fileBytes,
  EXISTS (SELECT 1 FROM bot WHERE bot.account = account.key) AS bot`;

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
  const countActive = database
    .prepare<[number, number, number, number], number>(
      `SELECT count(*) - (SELECT count(*) FROM bot JOIN account AS b ON b.key = bot.account
         WHERE bot.account > 0 AND b.deactivated_at IS NULL AND b.created_at <= ? AND b.key != ?)
       FROM account WHERE deactivated_at IS NULL AND created_at <= ? AND key != ?`,
    )
    .pluck();
  const person = database.prepare<[UserId], PersonRow>(`SELECT ${PERSON} FROM account WHERE id = ?`);
  const setPassword = database.prepare<[string, number]>(
    'UPDATE account SET password_hash = ? WHERE key = ?',
  );
  const deactivate = database.prepare<[number, number]>(
    'UPDATE account SET deactivated_at = ? WHERE key = ?',
  );
  const setAdministrator = database.prepare<[number, number]>(
    'UPDATE account SET administrator = ? WHERE key = ?',
  );
  const anyAdministrator = database
    .prepare<[], number>(
      'SELECT 1 FROM account WHERE key > 0 AND administrator = 1 AND deactivated_at IS NULL LIMIT 1',
    )
    .pluck();
  const oldestActive = database
    .prepare<[], UserId>(
      `SELECT id FROM account WHERE key > 0 AND deactivated_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM bot WHERE bot.account = account.key)
       ORDER BY key LIMIT 1`,
    )
    .pluck();
  const overview = database.prepare<[string], OverviewRow>(`SELECT ${OVERVIEW} FROM account WHERE name = ?`);
  const overviews = database.prepare<[string, number], OverviewRow>(
    `SELECT ${OVERVIEW} FROM account WHERE name > ? ORDER BY name LIMIT ?`,
  );
  const overviewsWithTerm = database.prepare<CandidateParameters, OverviewRow>(
    `SELECT ${OVERVIEW} FROM account WHERE ${CANDIDATE} AND name > ? ORDER BY name`,
  );
  const all = database.prepare<[string, number], PersonRow>(
    `SELECT ${PERSON} FROM account WHERE name > ? AND deactivated_at IS NULL ORDER BY name LIMIT ?`,
  );
  const withTerm = database.prepare<CandidateParameters, PersonRow>(
    `SELECT ${PERSON} FROM account
     WHERE ${CANDIDATE} AND name > ? AND deactivated_at IS NULL ORDER BY name`,
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
    countActive: (createdBy, except) => countActive.get(createdBy, except, createdBy, except) ?? 0,
    person(user) {
      const row = person.get(user);
      return row && toPerson(row);
    },
    setPassword: (account, passwordHash) => void setPassword.run(passwordHash, account),
    deactivate: (account, at) => void deactivate.run(at, account),
    setAdministrator: (account, is) => void setAdministrator.run(is ? 1 : 0, account),
    anyAdministrator: () => anyAdministrator.get() !== undefined,
    oldestActive: () => oldestActive.get(),
    overview(name) {
      const row = overview.get(name);
      return row && toOverview(row);
    },
    overviews: (after, limit) => overviews.all(after, limit).map(toOverview),
    overviewsFound: (query, after, limit) => take(overviewsWithTerm, query, after, limit).map(toOverview),
    all: (after, limit) => all.all(after, limit).map(toPerson),
    found: (query, after, limit) => take(withTerm, query, after, limit).map(toPerson),
  };
}

/** The candidates that the query finds, read one by one until there are enough: two letters may be those of thousands. */
function take<R extends PersonRow>(
  statement: Database.Statement<CandidateParameters, R>,
  { ranges: [words, typed], finds }: NameQuery,
  after: string,
  limit: number,
): R[] {
  const rows: R[] = [];
  for (const row of statement.iterate(words.from, words.to, typed.from, typed.to, after)) {
    if (rows.length === limit) break;
    if (finds(row)) rows.push(row);
  }
  return rows;
}
