import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { migrate } from '../../../../../src/relay/storage/sqlite/migrations/migrate.ts';
import { prepareQueries } from '../../../../../src/relay/storage/sqlite/queries/all.ts';

/** Every statement of the storage, as it is prepared. */
function statements(database: Database.Database): string[] {
  const prepare = vi.spyOn(database, 'prepare');
  prepareQueries(database);
  const sources = prepare.mock.calls.map(([source]) => source);
  prepare.mockRestore();
  return sources;
}

function plan(database: Database.Database, source: string): string[] {
  const parameters = source
    .split('?')
    .slice(1)
    .map(() => null);
  return database
    .prepare<null[], { readonly detail: string }>(`EXPLAIN QUERY PLAN ${source}`)
    .all(...parameters)
    .map(({ detail }) => detail);
}

describe('query plans', () => {
  it('find every row by a key: no statement walks a table', () => {
    const database = new Database(':memory:');
    migrate(database);
    const sources = statements(database);
    expect(sources.length).toBeGreaterThan(30);
    for (const source of sources) {
      // An insert's plan shows the checks of references that run only for a violated one. `meta` has one row.
      if (source.startsWith('INSERT') || source.includes('meta')) continue;
      const scans = plan(database, source).filter((detail) => detail.startsWith('SCAN'));
      expect(scans, source).toEqual([]);
    }
    database.close();
  });

  it('read a timeline and who wrote it without a sort', () => {
    const database = new Database(':memory:');
    migrate(database);
    const hot = statements(database).filter((source) => /FROM (event|read_range|membership)/.test(source));
    expect(hot.length).toBeGreaterThan(8);
    for (const source of hot) {
      expect(
        plan(database, source).filter((detail) => detail.includes('TEMP B-TREE')),
        source,
      ).toEqual([]);
    }
    const authors = hot.find((source) => source.includes('INDEXED BY')) ?? '';
    expect(plan(database, authors).join()).toContain('COVERING INDEX event_by_client_id');
    database.close();
  });
});
