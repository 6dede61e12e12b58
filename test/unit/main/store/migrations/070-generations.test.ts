import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { initial } from '../../../../../src/main/store/migrations/010-initial.ts';
import { APPLICATION_ID } from '../../../../../src/main/store/migrations/migrate.ts';
import { openStoreInThread } from '../../../../../src/main/store/open-store.ts';
import { ME, realClock, TEAM, temporaryFolder } from '../../../../contract/client-store/fixture.ts';

it('migration 70 takes an older store for what it is: of no known generation, with nothing lost', async () => {
  const file = join(temporaryFolder(), 'store.db');
  const db = new Database(file);
  db.exec(initial.sql);
  db.pragma(`user_version = ${initial.version}`);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.prepare('INSERT INTO person (num, id) VALUES (1, ?)').run(ME);
  db.prepare("INSERT INTO meta (key, value) VALUES ('me', ?)").run(ME);
  db.prepare(
    `INSERT INTO conversation (num, id, kind, member_count, head_seq, unread, read_up_to, last_at)
     VALUES (1, ?, 'group', 2, 1, 0, 1, 5)`,
  ).run(TEAM);
  db.exec(
    `INSERT INTO progress VALUES (1, '[{"joined":1,"left":null}]', '[[1,1]]', '[]', '[]', 0, 1, 0, 0, 10, 1000, 0);`,
  );
  db.close();

  const store = openStoreInThread({ file, me: ME, clock: realClock });
  expect(store.quarantined).toBeNull();
  expect(await store.read.followed()).toEqual({ generation: undefined, position: 0, comparing: false });
  expect(await store.read.unsettled()).toEqual([]);
  expect(await store.read.lostCounts()).toEqual({ kept: 0, unsent: 0 });
  await store.close();
});
