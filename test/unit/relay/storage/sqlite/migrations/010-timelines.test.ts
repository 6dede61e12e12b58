import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { timelines } from '../../../../../../src/relay/storage/sqlite/migrations/010-timelines.ts';
import { migrate } from '../../../../../../src/relay/storage/sqlite/migrations/migrate.ts';

interface TableRow {
  readonly name: string;
  readonly strict: number;
}

describe('migration 10', () => {
  it('makes the tables of an empty file, strict ones', () => {
    const database = new Database(':memory:');
    database.exec(timelines.sql);
    const tables = database
      .prepare<[], TableRow>(`SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite_%'`)
      .all();
    expect(new Set(tables.map(({ name }) => name))).toEqual(
      new Set([
        'meta',
        'account',
        'account_term',
        'device',
        'conversation',
        'member',
        'membership',
        'event',
        'read_range',
      ]),
    );
    expect(tables.every(({ strict }) => strict === 1)).toBe(true);
    database.close();
  });

  it('runs once: a migrated file keeps its relay id', () => {
    const database = new Database(':memory:');
    migrate(database);
    const relay = database.prepare('SELECT * FROM meta').all();
    migrate(database);
    expect(database.prepare('SELECT * FROM meta').all()).toEqual(relay);
    database.close();
  });

  it('leaves a file as it was when it fails', () => {
    const database = new Database(':memory:');
    // The last of its tables is taken.
    database.exec('CREATE TABLE read_range (other)');
    expect(() => migrate(database)).toThrow('read_range');
    const names = database.prepare('SELECT name FROM sqlite_schema').pluck().all();
    expect(names).toEqual(['read_range']);
    expect(database.pragma('user_version', { simple: true })).toBe(0);
    expect(timelines.version).toBe(10);
    database.close();
  });
});
