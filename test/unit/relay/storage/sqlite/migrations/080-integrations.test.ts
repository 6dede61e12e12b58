import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { timelines } from '../../../../../../src/relay/storage/sqlite/migrations/010-timelines.ts';
import { integrations } from '../../../../../../src/relay/storage/sqlite/migrations/080-integrations.ts';
import { migrate } from '../../../../../../src/relay/storage/sqlite/migrations/migrate.ts';
import { prepareQueries } from '../../../../../../src/relay/storage/sqlite/queries/all.ts';
import { seededIds } from '../../../../../support/seeded-random.ts';

describe('migration 80', () => {
  it('makes nobody of an older file a bot, and tells nobody of what was there', () => {
    const database = new Database(':memory:');
    database.exec(timelines.sql);
    database.pragma(`user_version = ${timelines.version}`);
    database
      .prepare(
        `INSERT INTO account (id, name, display_name, password_hash, created_at) VALUES (?, 'anna', 'Anna', 'h', 1)`,
      )
      .run(seededIds(80)());
    migrate(database);
    expect(Number(database.pragma('user_version', { simple: true }))).toBeGreaterThanOrEqual(
      integrations.version,
    );
    const { accounts, integrations: queries } = prepareQueries(database);
    const anna = accounts.byName('anna');
    expect(queries.isBot((anna && accounts.key(anna.id)) ?? 0)).toBe(false);
    expect([queries.bots(), queries.hooks(), queries.callbacks()]).toEqual([[], [], []]);
    database.close();
  });
});
