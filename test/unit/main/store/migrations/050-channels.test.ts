import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { APPLICATION_ID, MIGRATIONS } from '../../../../../src/main/store/migrations/migrate.ts';
import { openStoreInThread } from '../../../../../src/main/store/open-store.ts';
import { ME, realClock, temporaryFolder } from '../../../../contract/client-store/fixture.ts';

it('migration 50 adds channels to an older file, whose position stays and whose channels are to be pulled', async () => {
  const file = join(temporaryFolder(), 'store.db');
  const db = new Database(file);
  for (const { sql, version } of MIGRATIONS.filter((step) => step.version < 50)) {
    db.exec(sql);
    db.pragma(`user_version = ${version}`);
  }
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.prepare('INSERT INTO person (num, id) VALUES (1, ?)').run(ME);
  db.prepare("INSERT INTO meta (key, value) VALUES ('me', ?), ('position', '44')").run(ME);
  db.close();

  const store = openStoreInThread({ file, me: ME, clock: realClock });
  expect(store.quarantined).toBeNull();
  expect(await store.read.position()).toBe(44);
  expect(await store.read.channels(1)).toEqual([]);
  expect(await store.read.channelsVersion()).toBe('');
  await store.close();
});
