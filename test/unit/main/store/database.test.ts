import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../src/main/store/database.ts';
import { MIGRATIONS, migrate, SCHEMA_VERSION } from '../../../../src/main/store/migrations/migrate.ts';
import { isNoRoom, toStoreError } from '../../../../src/main/store/sqlite-errors.ts';
import { createWriter } from '../../../../src/main/store/writer.ts';
import {
  ANNA,
  applyPush,
  head,
  ME,
  message,
  TEAM,
  temporaryFolder,
  userId,
} from '../../../contract/client-store/fixture.ts';
import { expectCode } from '../../../support/expect-code.ts';

const NOW = Date.UTC(2026, 6, 28, 10, 15);

function open(file: string, me = ME) {
  return openDatabase({ file, me, now: NOW, durability: 'process' });
}

describe('migrations', () => {
  it('ascend, and bring an empty database to the newest version', () => {
    const versions = MIGRATIONS.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
    const db = new Database(':memory:');
    migrate(db);
    expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    const schema = db.prepare('SELECT sql FROM sqlite_schema ORDER BY name').all();
    migrate(db);
    expect(db.prepare('SELECT sql FROM sqlite_schema ORDER BY name').all()).toEqual(schema);
  });

  it('every version on the way is taken to the newest', () => {
    for (const [done, { version }] of MIGRATIONS.entries()) {
      const db = new Database(':memory:');
      for (const step of MIGRATIONS.slice(0, done + 1)) db.exec(step.sql);
      db.pragma(`user_version = ${version}`);
      migrate(db);
      expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    }
  });
});

describe('opening the store’s file', () => {
  it('moves the file of another account aside as it is, and takes nothing over from it', async () => {
    const file = join(temporaryFolder(), 'store.db');
    const first = createWriter(open(file).db, ME);
    await first.applyHeads([head()], 1);
    await first.setDraft(TEAM, 'nobody else’s business');
    first.close();
    const bytes = readFileSync(file);
    const { db, quarantined } = open(file, userId(2));
    expect(readFileSync(quarantined ?? '')).toEqual(bytes);
    expect(db.prepare('SELECT count(*) FROM conversation').pluck().get()).toBe(0);
    expect(db.prepare('SELECT reason, readable FROM recovery').get()).toEqual({
      reason: 'foreign',
      readable: 0,
    });
    db.close();
  });

  it('goes on with a file whose first start was killed before its first commit', () => {
    const file = join(temporaryFolder(), 'store.db');
    const unfinished = new Database(file);
    unfinished.pragma('journal_mode = WAL');
    unfinished.close();
    const { db, quarantined } = open(file);
    expect(quarantined).toBeNull();
    db.close();
  });

  it('moves the journals along with a damaged file, and never over an earlier one', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'store.db');
    const paths: (string | null)[] = [];
    for (let i = 0; i < 2; i++) {
      const garbage = new Database(file);
      garbage.exec('CREATE TABLE IF NOT EXISTS other (id INTEGER)');
      garbage.pragma('user_version = 3');
      garbage.pragma('application_id = 1');
      garbage.close();
      const { db, quarantined } = open(file);
      paths.push(quarantined);
      db.close();
    }
    expect(paths).toEqual([`${file}.corrupt-20260728T101500Z`, `${file}.corrupt-20260728T101500Z-2`]);
    expect(paths.every((path) => path !== null && existsSync(path))).toBe(true);
    expect(readdirSync(folder).some((name) => name.endsWith('-wal'))).toBe(false);
  });

  it('a path that cannot be opened is an error, not a damaged file', () => {
    const file = join(temporaryFolder(), 'store.db');
    mkdirSync(file);
    expect(() => open(file)).toThrow(expect.objectContaining({ code: 'store_failed' }));
    expect(existsSync(file)).toBe(true);
  });
});

describe('a full disk', () => {
  it('is told as such when SQLite cannot even make the index of its log, as at every start', () => {
    const error = new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_SHMSIZE');
    expect(toStoreError(error).code).toBe('disk_full');
    expect(isNoRoom(error)).toBe(true);
  });

  it('rejects the write with disk_full, changes nothing, and goes on when there is room', async () => {
    const { db } = open(join(temporaryFolder(), 'store.db'));
    const writer = createWriter(db, ME);
    await writer.applyHeads([head()], 1);
    await applyPush(writer, message(2, ANNA));
    const pages = Number(db.pragma('page_count', { simple: true }));
    db.pragma(`max_page_count = ${pages}`);
    const long = Array.from({ length: 200 }, (_, i) => message(3 + i, ANNA, 'long '.repeat(500)));
    await writer.applyHeads([head({ headSeq: 202 })], 2);
    await expectCode(writer.applyPage(TEAM, 3, 202, long), 'disk_full');
    expect(db.prepare('SELECT count(*) FROM item').pluck().get()).toBe(1);
    expect(db.prepare('SELECT held FROM progress').pluck().get()).toBe('[[2,2]]');
    db.pragma('max_page_count = 1000000');
    await writer.applyPage(TEAM, 3, 202, long);
    expect(db.prepare('SELECT count(*) FROM item').pluck().get()).toBe(201);
    writer.close();
  });
});
