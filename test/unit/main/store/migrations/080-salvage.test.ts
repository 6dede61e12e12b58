import { expect, it } from 'vitest';
import { clientId, TEAM } from '../../../../contract/client-store/fixture.ts';
import { olderStore, openToday, putTeam } from './older-store.ts';

it('migrations 80 and 120 take an older store for a sound one of a relay: nothing to salvage, and of no archive', async () => {
  const file = olderStore(10, (db) => {
    putTeam(db, '[[1,1]]');
    db.prepare('UPDATE conversation SET draft = ?').run('to be said');
    db.prepare(
      `INSERT INTO item (id, conversation, seq, sender, at, kind, state, client_id, body)
       VALUES (1, 1, 1, 1, 5, 0, 0, ?, '{"type":"text","text":"kept"}')`,
    ).run(Buffer.from(clientId(1).replaceAll('-', ''), 'hex'));
  });
  const store = openToday(file);
  expect(await store.read.recovery()).toBeNull();
  expect(await store.write.salvageMore(10)).toMatchObject({ more: false });
  expect((await store.read.conversations()).map(({ id, draft }) => [id, draft])).toEqual([
    [TEAM, 'to be said'],
  ]);
  expect((await store.read.page(TEAM, { at: 'latest' }, 10)).items).toMatchObject([{ key: clientId(1) }]);
  await store.close();
});
