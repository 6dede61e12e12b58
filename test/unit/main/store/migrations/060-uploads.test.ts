import { expect, it } from 'vitest';
import { clientId } from '../../../../contract/client-store/fixture.ts';
import { olderStore, openToday, putTeam } from './older-store.ts';

it('migration 60 leaves what waits in the outbox as it was: without files, and to be sent', async () => {
  const file = olderStore(10, (db) => {
    putTeam(db, '[]');
    db.prepare(
      `INSERT INTO item (id, conversation, seq, sender, at, kind, state, queued, client_id, body)
     VALUES (1, 1, NULL, 1, 5, 0, 1, 1, ?, '{"type":"text","text":"waits"}')`,
    ).run(Buffer.from(clientId(1).replaceAll('-', ''), 'hex'));
  });
  const store = openToday(file);
  expect(await store.read.outbox(5)).toMatchObject([{ clientId: clientId(1), upload: 'done' }]);
  expect(await store.read.uploads(5)).toEqual([]);
  await store.close();
});
