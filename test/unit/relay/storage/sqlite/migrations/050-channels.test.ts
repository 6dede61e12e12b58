import { expect, it } from 'vitest';
import { channels } from '../../../../../../src/relay/storage/sqlite/migrations/050-channels.ts';
import { migrateThrough, olderDatabase } from './older-database.ts';

it('migration 50 adds channels to an older file, and their tables are strict', () => {
  const database = olderDatabase();
  migrateThrough(database, channels);
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
