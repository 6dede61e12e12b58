import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { timelines } from '../../../../../../src/relay/storage/sqlite/migrations/010-timelines.ts';
import { channels } from '../../../../../../src/relay/storage/sqlite/migrations/050-channels.ts';
import { migrate } from '../../../../../../src/relay/storage/sqlite/migrations/migrate.ts';

it('migration 50 adds channels to an older file, and their tables are strict', () => {
  const database = new Database(':memory:');
  database.exec(timelines.sql);
  database.pragma(`user_version = ${timelines.version}`);
  migrate(database);
  expect(Number(database.pragma('user_version', { simple: true }))).toBeGreaterThanOrEqual(channels.version);
  const tables = database
    .prepare<[], { name: string; strict: number }>(
      `SELECT name, strict FROM pragma_table_list WHERE name LIKE 'channel%' OR name LIKE 'announcement%' ORDER BY name`,
    )
    .all();
  expect(tables).toEqual(
    [
      'announcement',
      'announcement_reach',
      'announcement_whitelist',
      'channel',
      'channel_publisher',
      'channel_reader',
    ].map((name) => ({ name, strict: 1 })),
  );
  database.close();
});
