import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import { GroupCommit } from '../../../../src/main/store/group-commit.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { temporaryFolder } from '../../../contract/client-store/fixture.ts';
import { expectCode } from '../../../support/expect-code.ts';

function setUp() {
  const db = new Database(':memory:');
  db.exec(`
    CREATE TABLE n (value INTEGER PRIMARY KEY);
    CREATE TABLE child (n INTEGER REFERENCES n (value) DEFERRABLE INITIALLY DEFERRED)`);
  const insert = db.prepare<[number]>('INSERT INTO n VALUES (?)');
  const orphan = db.prepare<[]>('INSERT INTO child VALUES (99)');
  const values = db.prepare<[], number>('SELECT value FROM n ORDER BY value').pluck();
  return { db, group: new GroupCommit(db), insert, orphan, values: () => values.all() };
}

describe('group commit', () => {
  it('commits the writes of one turn together, and resolves them only then', async () => {
    const { db, group, insert, values } = setUp();
    const first = group.run(() => insert.run(1).changes);
    const second = group.run(() => insert.run(2).changes);
    expect(db.inTransaction).toBe(true);
    expect(await Promise.all([first, second])).toEqual([1, 1]);
    expect(db.inTransaction).toBe(false);
    expect(values()).toEqual([1, 2]);
  });

  it('a write that fails half-way undoes itself alone', async () => {
    const { group, insert, values } = setUp();
    const before = group.run(() => insert.run(1));
    const failing = group.run(() => {
      insert.run(2);
      throw new AppError('not_found');
    });
    const after = group.run(() => insert.run(3));
    await expectCode(failing, 'not_found');
    await Promise.all([before, after]);
    expect(values()).toEqual([1, 3]);
  });

  it('a first write that fails half-way undoes itself alone', async () => {
    const { group, insert, values } = setUp();
    const failing = group.run(() => {
      insert.run(1);
      throw new AppError('not_found');
    });
    const after = group.run(() => insert.run(2));
    await expectCode(failing, 'not_found');
    await after;
    expect(values()).toEqual([2]);
  });

  it('a commit that fails rejects all that wait for it, and undoes them', async () => {
    const { group, insert, orphan, values } = setUp();
    const outcomes = await Promise.allSettled([
      group.run(() => insert.run(1)),
      group.run(() => orphan.run()),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { code: 'store_failed' } },
      { status: 'rejected', reason: { code: 'store_failed' } },
    ]);
    expect(values()).toEqual([]);
    await group.run(() => insert.run(2));
    expect(values()).toEqual([2]);
  });

  it('flushes the disk for what must outlive a power cut, and lets nothing that need not wait for it', async () => {
    const db = new Database(join(temporaryFolder(), 'file.db'));
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.exec('CREATE TABLE n (value INTEGER PRIMARY KEY)');
    const group = new GroupCommit(db);
    const batches: string[] = [];
    const note = (what: string) => () => {
      batches.push(`${what}: ${String(db.pragma('synchronous', { simple: true }))}`);
    };
    const settled: string[] = [];
    const run = (what: string, durability: 'power' | 'process') =>
      group.run(note(what), durability).then(() => settled.push(what));
    await Promise.all([run('pulled', 'process'), run('own', 'power'), run('pulled with it', 'process')]);
    await run('pulled later', 'process');
    expect(batches).toEqual(['pulled: 1', 'own: 2', 'pulled with it: 2', 'pulled later: 1']);
    expect(settled[0]).toBe('pulled');
    db.close();
  });

  it('flushes nothing where the file need not outlive a power cut', async () => {
    const { db, group, insert } = setUp();
    db.pragma('synchronous = OFF');
    const careless = new GroupCommit(db);
    await careless.run(() => insert.run(1), 'process');
    await careless.run(() => insert.run(2), 'power');
    expect(db.pragma('synchronous', { simple: true })).toBe(0);
    group.close();
  });

  it('closing commits what is open and cancels what comes later', async () => {
    const { group, insert, values } = setUp();
    const open = group.run(() => insert.run(1));
    group.close();
    await open;
    await expectCode(
      group.run(() => insert.run(2)),
      'cancelled',
    );
    expect(values()).toEqual([1]);
  });
});
