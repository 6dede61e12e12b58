import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { timelines } from '../../../../../../src/relay/storage/sqlite/migrations/010-timelines.ts';
import { migrate } from '../../../../../../src/relay/storage/sqlite/migrations/migrate.ts';
import type { Migration } from '../../../../../../src/relay/storage/sqlite/migrations/migration.ts';

/** A relay's database as version 10 left it, in memory and with nobody in it. */
export function olderDatabase(): Database.Database {
  const database = new Database(':memory:');
  database.exec(timelines.sql);
  database.pragma(`user_version = ${timelines.version}`);
  return database;
}

/** Account 1 of a database of version 10. */
export function putAnna(database: Database.Database, id: string): void {
  database
    .prepare(
      `INSERT INTO account (id, name, display_name, password_hash, created_at) VALUES (?, 'anna', 'Anna', 'h', 1)`,
    )
    .run(id);
}

/** Brings it up to date, by way of this step. */
export function migrateThrough(database: Database.Database, step: Migration): void {
  migrate(database);
  expect(Number(database.pragma('user_version', { simple: true }))).toBeGreaterThanOrEqual(step.version);
}
