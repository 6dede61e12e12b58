import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { initial } from '../../../../../src/main/store/migrations/010-initial.ts';
import { APPLICATION_ID } from '../../../../../src/main/store/migrations/migrate.ts';
import { openStoreInThread } from '../../../../../src/main/store/open-store.ts';
import { clientId, ME, realClock, TEAM, temporaryFolder } from '../../../../contract/client-store/fixture.ts';

it('migration 60 leaves what waits in the outbox as it was: without files, and to be sent', async () => {
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
    `INSERT INTO progress VALUES (1, '[{"joined":1,"left":null}]', '[]', '[]', '[]', 0, 1, 0, 0, 10, 1000, 0);`,
  );
  db.prepare(
    `INSERT INTO item (id, conversation, seq, sender, at, kind, state, queued, client_id, body)
     VALUES (1, 1, NULL, 1, 5, 0, 1, 1, ?, '{"type":"text","text":"waits"}')`,
  ).run(Buffer.from(clientId(1).replaceAll('-', ''), 'hex'));
  db.close();

  const store = openStoreInThread({ file, me: ME, clock: realClock });
  expect(store.quarantined).toBeNull();
  expect(await store.read.outbox(5)).toMatchObject([{ clientId: clientId(1), upload: 'done' }]);
  expect(await store.read.uploads(5)).toEqual([]);
  await store.close();
});
