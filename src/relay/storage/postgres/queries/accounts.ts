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
import type { Session, Statement } from '../session.ts';

/** Accounts, and the terms people are found by. */
export interface AccountQueries {
  /** `false`: the name is taken. */
  insert(account: Account, terms: readonly string[]): Promise<boolean>;
  byName(name: string): Promise<Account | undefined>;
  byId(user: UserId): Promise<Account | undefined>;
  /** Also of an account that was given up. */
  key(user: UserId): Promise<number | undefined>;
  /** In the order of `users`; whoever has none is left out. */
  keys(users: readonly UserId[]): Promise<ReadonlyMap<UserId, number>>;
  /** The same, but not of accounts that were given up. */
  activeKeys(users: readonly UserId[]): Promise<ReadonlyMap<UserId, number>>;
  botsAmong(users: readonly UserId[]): Promise<UserId[]>;
  /** As `key`, but not of an account that was given up. */
  activeKey(user: UserId): Promise<number | undefined>;
  /** The same, with whether it administers the relay. */
  active(user: UserId): Promise<{ readonly key: number; readonly administrator: boolean } | undefined>;
  /** Whether there is any. */
  any(): Promise<boolean>;
  /** Accounts that were created by then and not given up, without `except` and without bots. */
  countActive(createdBy: number, except: number): Promise<number>;
  person(user: UserId): Promise<Person | undefined>;
  /** In the order of `users`; without those who have no account. */
  people(users: readonly UserId[]): Promise<Person[]>;
  setPassword(account: number, passwordHash: string): Promise<void>;
  /** From now on nobody finds them. */
  deactivate(account: number, at: number): Promise<void>;
  setAdministrator(account: number, is: boolean): Promise<void>;
  /** Whether there is one that was not given up. */
  anyAdministrator(): Promise<boolean>;
  /** A person: no bot. */
  oldestActive(): Promise<UserId | undefined>;
  overview(name: string): Promise<AccountOverview | undefined>;
  /** By name, above `after`; those given up too. */
  overviews(after: string, limit: number): Promise<AccountOverview[]>;
  /** The same, of those that the query finds. */
  overviewsFound(query: NameQuery, after: string, limit: number): Promise<AccountOverview[]>;
  /** By name, above `after`; without those given up. */
  all(after: string, limit: number): Promise<Person[]>;
  /** The same, of those that the query finds. */
  found(query: NameQuery, after: string, limit: number): Promise<Person[]>;
}

type CandidateParameters = [string, string, string, string, string, number];
const CANDIDATE = `key IN (SELECT account FROM account_term WHERE term >= ? AND term < ?
  UNION SELECT account FROM account_term WHERE term >= ? AND term < ?)`;

export const PERSON = 'id, name, display_name AS "displayName", picture, deactivated_at AS "deactivatedAt"';
const ACCOUNT = `${PERSON}, administrator, password_hash AS "passwordHash", created_at AS "createdAt"`;
const OVERVIEW = `${PERSON}, administrator, created_at AS "createdAt",
  (SELECT count(*) FROM device WHERE account = account.key) AS devices,
  (SELECT max(coalesce(last_seen_at, created_at)) FROM device WHERE account = account.key) AS "lastSeenAt",
  (SELECT coalesce(sum(size), 0) FROM file WHERE owner = account.key) AS "fileBytes",
  EXISTS (SELECT 1 FROM bot WHERE bot.account = account.key) AS bot`;

export function prepareAccounts(session: Session): AccountQueries {
  const insert = session
    .prepare<[UserId, string, string, string, number, readonly string[]], number>(
      `WITH added AS (
         INSERT INTO account (id, name, display_name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (name) DO NOTHING RETURNING key
       ), found_by AS (
         INSERT INTO account_term (term, account) SELECT term, key FROM unnest(?::text[]) AS t (term), added
       )
       SELECT key FROM added`,
    )
    .pluck();
  const byName = session.prepare<[string], AccountRow>(`SELECT ${ACCOUNT} FROM account WHERE name = ?`);
  const byId = session.prepare<[UserId], AccountRow>(`SELECT ${ACCOUNT} FROM account WHERE id = ?`);
  const key = session.prepare<[UserId], number>('SELECT key FROM account WHERE id = ?').pluck();
  const keys = session
    .prepare<[readonly UserId[]], [UserId, number]>(
      'SELECT id, key FROM unnest(?::uuid[]) WITH ORDINALITY AS asked (id, place) JOIN account USING (id) ORDER BY place',
    )
    .raw();
  const activeKeys = session
    .prepare<[readonly UserId[]], [UserId, number]>(
      `SELECT id, key FROM unnest(?::uuid[]) WITH ORDINALITY AS asked (id, place) JOIN account USING (id)
       WHERE deactivated_at IS NULL ORDER BY place`,
    )
    .raw();
  const botsAmong = session
    .prepare<[readonly UserId[]], UserId>(
      `SELECT id FROM unnest(?::uuid[]) WITH ORDINALITY AS asked (id, place) JOIN account USING (id)
       WHERE key IN (SELECT account FROM bot) ORDER BY place`,
    )
    .pluck();
  const activeKey = session
    .prepare<[UserId], number>('SELECT key FROM account WHERE id = ? AND deactivated_at IS NULL')
    .pluck();
  const active = session.prepare<[UserId], { readonly key: number; readonly administrator: boolean }>(
    'SELECT key, administrator FROM account WHERE id = ? AND deactivated_at IS NULL',
  );
  const newest = session.prepare<[], number | null>('SELECT max(key) FROM account').pluck();
  const countActive = session
    .prepare<[number, number, number, number], number>(
      `SELECT count(*) - (SELECT count(*) FROM bot JOIN account AS b ON b.key = bot.account
         WHERE b.deactivated_at IS NULL AND b.created_at <= ? AND b.key != ?)
       FROM account WHERE deactivated_at IS NULL AND created_at <= ? AND key != ?`,
    )
    .pluck();
  const person = session.prepare<[UserId], PersonRow>(`SELECT ${PERSON} FROM account WHERE id = ?`);
  const people = session.prepare<[readonly UserId[]], PersonRow>(
    `SELECT ${PERSON} FROM unnest(?::uuid[]) WITH ORDINALITY AS asked (id, place) JOIN account USING (id) ORDER BY place`,
  );
  const setPassword = session.prepare<[string, number]>('UPDATE account SET password_hash = ? WHERE key = ?');
  const deactivate = session.prepare<[number, number]>('UPDATE account SET deactivated_at = ? WHERE key = ?');
  const setAdministrator = session.prepare<[boolean, number]>(
    'UPDATE account SET administrator = ? WHERE key = ?',
  );
  const anyAdministrator = session
    .prepare<[], number>('SELECT 1 FROM account WHERE administrator AND deactivated_at IS NULL LIMIT 1')
    .pluck();
  const oldestActive = session
    .prepare<[], UserId>(
      `SELECT id FROM account WHERE deactivated_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM bot WHERE bot.account = account.key)
       ORDER BY key LIMIT 1`,
    )
    .pluck();
  const overview = session.prepare<[string], OverviewRow>(`SELECT ${OVERVIEW} FROM account WHERE name = ?`);
  const overviews = session.prepare<[string, number], OverviewRow>(
    `SELECT ${OVERVIEW} FROM account WHERE name > ? ORDER BY name LIMIT ?`,
  );
  const overviewsWithTerm = session.prepare<CandidateParameters, OverviewRow>(
    `SELECT ${OVERVIEW} FROM account WHERE ${CANDIDATE} AND name > ? ORDER BY name LIMIT ?`,
  );
  const all = session.prepare<[string, number], PersonRow>(
    `SELECT ${PERSON} FROM account WHERE name > ? AND deactivated_at IS NULL ORDER BY name LIMIT ?`,
  );
  const withTerm = session.prepare<CandidateParameters, PersonRow>(
    `SELECT ${PERSON} FROM account
     WHERE ${CANDIDATE} AND name > ? AND deactivated_at IS NULL ORDER BY name LIMIT ?`,
  );
  return {
    insert: async ({ id, name, displayName, passwordHash, createdAt }, terms) =>
      (await insert.get(id, name, displayName, passwordHash, createdAt, terms)) !== undefined,
    byName: async (name) => toAccount(await byName.get(name)),
    byId: async (user) => toAccount(await byId.get(user)),
    key: (user) => key.get(user),
    keys: async (users) => new Map(await keys.all(users)),
    activeKeys: async (users) => new Map(users.length === 0 ? [] : await activeKeys.all(users)),
    botsAmong: (users) => botsAmong.all(users),
    active: (user) => active.get(user),
    activeKey: (user) => activeKey.get(user),
    any: async () => typeof (await newest.get()) === 'number',
    countActive: async (createdBy, except) =>
      (await countActive.get(createdBy, except, createdBy, except)) ?? 0,
    async person(user) {
      const row = await person.get(user);
      return row && toPerson(row);
    },
    people: async (users) => (await people.all(users)).map(toPerson),
    setPassword: (account, passwordHash) => setPassword.run(passwordHash, account),
    deactivate: (account, at) => deactivate.run(at, account),
    setAdministrator: (account, is) => setAdministrator.run(is, account),
    anyAdministrator: async () => (await anyAdministrator.get()) !== undefined,
    oldestActive: () => oldestActive.get(),
    async overview(name) {
      const row = await overview.get(name);
      return row && toOverview(row);
    },
    overviews: async (after, limit) => (await overviews.all(after, limit)).map(toOverview),
    overviewsFound: async (query, after, limit) =>
      (await take(overviewsWithTerm, query, after, limit)).map(toOverview),
    all: async (after, limit) => (await all.all(after, limit)).map(toPerson),
    found: async (query, after, limit) => (await take(withTerm, query, after, limit)).map(toPerson),
  };
}

/** Candidates that are read at once. */
const CANDIDATES = 200;

/** The candidates that the query finds, read page by page until there are enough: two letters may be those of thousands. */
async function take<R extends PersonRow>(
  statement: Statement<CandidateParameters, R>,
  { ranges: [words, typed], finds }: NameQuery,
  after: string,
  limit: number,
): Promise<R[]> {
  const rows: R[] = [];
  for (let last: string | undefined = after; last !== undefined;) {
    const page: R[] = await statement.all(
      words.from,
      bound(words.to),
      typed.from,
      bound(typed.to),
      last,
      CANDIDATES,
    );
    rows.push(...page.filter(finds));
    last = rows.length < limit && page.length === CANDIDATES ? page.at(-1)?.name : undefined;
  }
  return rows.slice(0, limit);
}

/** No text here has a character 0, so what is below it is below 1 as well. */
function bound(to: string): string {
  return to.replaceAll('\0', '\u0001');
}
