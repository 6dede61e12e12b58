import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { MAX_GENERATIONS } from '../../../../../../src/relay/storage/lineage.ts';
import { migrate } from '../../../../../../src/relay/storage/sqlite/migrations/migrate.ts';
import { prepareGenerations } from '../../../../../../src/relay/storage/sqlite/queries/generations.ts';
import { createSqliteRelayCore } from '../../../../../../src/relay/storage/sqlite/sqlite-relay-core.ts';
import { olderDatabase } from './older-database.ts';

it('migration 90 lets an older file begin its first generation where it is', () => {
  const database = olderDatabase();
  database.exec('UPDATE meta SET position = 7');
  migrate(database);
  const { generation } = createSqliteRelayCore(database).lineage();
  expect(database.prepare('SELECT id, since FROM generation').all()).toEqual([{ id: generation, since: 7 }]);
  database.close();
});

it('[SYN-9] the oldest generations are forgotten', () => {
  const database = new Database(':memory:');
  migrate(database);
  const generations = prepareGenerations(database);
  generations.begin();
  const oldest = generations.current();
  for (let i = 1; i < MAX_GENERATIONS; i++) generations.begin();
  expect(generations.find(oldest)).toBeDefined();
  generations.begin();
  expect(generations.find(oldest)).toBeUndefined();
  database.close();
});
