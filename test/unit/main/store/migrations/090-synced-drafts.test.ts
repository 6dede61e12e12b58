import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { initial } from '../../../../../src/main/store/migrations/010-initial.ts';
import { APPLICATION_ID } from '../../../../../src/main/store/migrations/migrate.ts';
import { openStoreInThread } from '../../../../../src/main/store/open-store.ts';
import { ANNA, ME, realClock, TEAM, temporaryFolder } from '../../../../contract/client-store/fixture.ts';

it('migration 90 keeps drafts, to be told to the relay, and finds the people who are there', async () => {
  const file = join(temporaryFolder(), 'store.db');
  const db = new Database(file);
  db.exec(initial.sql);
  db.pragma(`user_version = ${initial.version}`);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.prepare('INSERT INTO person (num, id) VALUES (1, ?)').run(ME);
  db.prepare("INSERT INTO person VALUES (2, ?, 'anna', '张三', 'anna')").run(ANNA);
  db.prepare("INSERT INTO meta (key, value) VALUES ('me', ?)").run(ME);
  db.prepare(
    `INSERT INTO conversation (num, id, kind, member_count, head_seq, unread, read_up_to, draft)
     VALUES (1, ?, 'group', 2, 0, 0, 0, 'half a thought')`,
  ).run(TEAM);
  db.exec(
    `INSERT INTO progress VALUES (1, '[{"joined":1,"left":null}]', '[]', '[]', '[]', 0, 1, 0, 0, 10, 1000, 0);`,
  );
  db.close();

  const store = openStoreInThread({ file, me: ME, clock: realClock });
  expect(store.quarantined).toBeNull();
  expect(await store.read.unsavedDrafts(5)).toEqual([TEAM]);
  expect(await store.read.draft(TEAM)).toEqual({
    text: 'half a thought',
    version: 0,
    revision: 0,
    unsaved: true,
    other: null,
  });
  expect(await store.read.searchPeople('zs')).toEqual([{ id: ANNA, name: 'anna', displayName: '张三' }]);
  await store.close();
});
