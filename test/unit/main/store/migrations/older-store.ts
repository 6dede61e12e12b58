import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { APPLICATION_ID, MIGRATIONS } from '../../../../../src/main/store/migrations/migrate.ts';
import { openStoreInThread } from '../../../../../src/main/store/open-store.ts';
import { ME, realClock, TEAM, temporaryFolder } from '../../../../contract/client-store/fixture.ts';

/**
 * The file of a store as this version left it. I am in it, as person 1; `fill` adds what else there was, in the words of that
 * version.
 */
export function olderStore(version: number, fill: (db: Database.Database) => void): string {
  const file = join(temporaryFolder(), 'store.db');
  const db = new Database(file);
  for (const step of MIGRATIONS.filter((each) => each.version <= version)) {
    db.exec(step.sql);
    db.pragma(`user_version = ${step.version}`);
  }
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.prepare('INSERT INTO person (num, id) VALUES (1, ?)').run(ME);
  db.prepare("INSERT INTO meta (key, value) VALUES ('me', ?)").run(ME);
  fill(db);
  db.close();
  return file;
}

/** The team as conversation 1 of a store of version 10: its head is one event, of which `held` (ranges of seqs) is here. */
export function putTeam(db: Database.Database, held: string): void {
  db.prepare(
    `INSERT INTO conversation (num, id, kind, member_count, head_seq, unread, read_up_to, last_at)
     VALUES (1, ?, 'group', 2, 1, 0, 1, 5)`,
  ).run(TEAM);
  db.prepare(
    `INSERT INTO progress VALUES (1, '[{"joined":1,"left":null}]', ?, '[]', '[]', 0, 1, 0, 0, 10, 1000, 0)`,
  ).run(held);
}

/** Opens it as a client of today does: it is brought up to date, and not taken for damaged. */
export function openToday(file: string): ReturnType<typeof openStoreInThread> {
  const store = openStoreInThread({ file, me: ME, clock: realClock });
  expect(store.quarantined).toBeNull();
  return store;
}
