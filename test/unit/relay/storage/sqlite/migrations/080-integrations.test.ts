import { describe, expect, it } from 'vitest';
import { integrations } from '../../../../../../src/relay/storage/sqlite/migrations/080-integrations.ts';
import { prepareQueries } from '../../../../../../src/relay/storage/sqlite/queries/all.ts';
import { seededIds } from '../../../../../support/seeded-random.ts';
import { migrateThrough, olderDatabase, putAnna } from './older-database.ts';

describe('migration 80', () => {
  it('makes nobody of an older file a bot, and tells nobody of what was there', () => {
    const database = olderDatabase();
    putAnna(database, seededIds(80)());
    migrateThrough(database, integrations);
    const { accounts, integrations: queries } = prepareQueries(database);
    const anna = accounts.byName('anna');
    expect(queries.isBot((anna && accounts.key(anna.id)) ?? 0)).toBe(false);
    expect([queries.bots(), queries.hooks(), queries.callbacks()]).toEqual([[], [], []]);
    database.close();
  });
});
