import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { administration } from '../../../../../../src/relay/storage/sqlite/migrations/070-administration.ts';
import { migrate } from '../../../../../../src/relay/storage/sqlite/migrations/migrate.ts';
import { prepareQueries } from '../../../../../../src/relay/storage/sqlite/queries/all.ts';
import { seededIds } from '../../../../../support/seeded-random.ts';
import { migrateThrough, olderDatabase, putAnna } from './older-database.ts';

const DAY_MS = 86_400_000;

describe('migration 70', () => {
  it('makes nobody of an older file an administrator', () => {
    const database = olderDatabase();
    putAnna(database, seededIds(70)());
    migrateThrough(database, administration);
    const { accounts, administration: queries } = prepareQueries(database);
    expect(accounts.byName('anna')?.administrator).toBeUndefined();
    expect([accounts.anyAdministrator(), queries.policies()]).toEqual([false, {}]);
    database.close();
  });

  it('lets nobody change a line of the log, or remove one of the last 30 days', () => {
    const database = new Database(':memory:');
    migrate(database);
    const line = database.prepare(
      "INSERT INTO audit (at, origin, action) VALUES (?, 'relay', 'backup.created')",
    );
    for (const day of [0, 31, 60]) line.run(day * DAY_MS);
    expect(() => database.exec("UPDATE audit SET action = 'x' WHERE id = 1")).toThrow('append-only');
    expect(() => database.exec('DELETE FROM audit WHERE id = 2')).toThrow('append-only');
    expect(() => database.exec('DELETE FROM audit')).toThrow('append-only');
    database.exec('DELETE FROM audit WHERE id = 1');
    expect(database.prepare('SELECT count(*) FROM audit').pluck().get()).toBe(2);
    database.close();
  });
});
