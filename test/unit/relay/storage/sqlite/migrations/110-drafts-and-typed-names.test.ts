import { expect, it } from 'vitest';
import { draftsAndTypedNames } from '../../../../../../src/relay/storage/sqlite/migrations/110-drafts-and-typed-names.ts';
import { createSqliteRelayCore } from '../../../../../../src/relay/storage/sqlite/sqlite-relay-core.ts';
import { UserId } from '../../../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../../../support/seeded-random.ts';
import { migrateThrough, olderDatabase } from './older-database.ts';

it('migration 110 makes the people of an older relay found by pinyin, and gives them drafts', () => {
  const makeId = seededIds(110);
  const database = olderDatabase();
  database.pragma('foreign_keys = ON');
  const insert = database.prepare(
    `INSERT INTO account (id, name, display_name, password_hash, created_at) VALUES (?, ?, ?, 'h', 1)`,
  );
  insert.run(UserId.parse(makeId()), 'zs', '张三');
  insert.run(UserId.parse(makeId()), 'anna', 'Anna');
  migrateThrough(database, draftsAndTypedNames);
  const { people } = createSqliteRelayCore(database).listPeople('zhangs', '', 10);
  expect(people.map(({ displayName }) => displayName)).toEqual(['张三']);
  expect(database.prepare('SELECT count(*) FROM draft').pluck().get()).toBe(0);
  expect(database.prepare(`SELECT strict FROM pragma_table_list WHERE name = 'draft'`).pluck().get()).toBe(1);
  database.close();
});
