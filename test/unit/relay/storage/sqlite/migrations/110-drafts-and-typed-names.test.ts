import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { timelines } from '../../../../../../src/relay/storage/sqlite/migrations/010-timelines.ts';
import { draftsAndTypedNames } from '../../../../../../src/relay/storage/sqlite/migrations/110-drafts-and-typed-names.ts';
import { migrate } from '../../../../../../src/relay/storage/sqlite/migrations/migrate.ts';
import { createSqliteRelayCore } from '../../../../../../src/relay/storage/sqlite/sqlite-relay-core.ts';
import { UserId } from '../../../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../../../support/seeded-random.ts';

it('migration 110 makes the people of an older relay found by pinyin, and gives them drafts', () => {
  const makeId = seededIds(110);
  const database = new Database(':memory:');
  database.pragma('foreign_keys = ON');
  database.exec(timelines.sql);
  database.pragma(`user_version = ${timelines.version}`);
  const insert = database.prepare(
    `INSERT INTO account (id, name, display_name, password_hash, created_at) VALUES (?, ?, ?, 'h', 1)`,
  );
  insert.run(UserId.parse(makeId()), 'zs', '张三');
  insert.run(UserId.parse(makeId()), 'anna', 'Anna');
  migrate(database);
  expect(Number(database.pragma('user_version', { simple: true }))).toBeGreaterThanOrEqual(
    draftsAndTypedNames.version,
  );
  const { people } = createSqliteRelayCore(database).listPeople('zhangs', '', 10);
  expect(people.map(({ displayName }) => displayName)).toEqual(['张三']);
  expect(database.prepare('SELECT count(*) FROM draft').pluck().get()).toBe(0);
  expect(database.prepare(`SELECT strict FROM pragma_table_list WHERE name = 'draft'`).pluck().get()).toBe(1);
  database.close();
});
