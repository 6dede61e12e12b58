import { expect, it } from 'vitest';
import { ANNA, conversationId } from '../../../../contract/client-store/fixture.ts';
import { olderStore, openToday } from './older-store.ts';

it('migration 150 takes every channel for the relay’s, and has what it has recalled told again', async () => {
  const file = olderStore(140, (db) => {
    db.prepare("INSERT INTO channel (id, title, owner, publishers) VALUES (?, 'News', ?, '[]')").run(
      conversationId(77),
      ANNA,
    );
    db.exec("INSERT INTO meta (key, value) VALUES ('channels', '1.2.0')");
  });
  const store = openToday(file);
  expect(await store.read.channels(1)).toEqual([
    { id: conversationId(77), title: 'News', owner: ANNA, publishers: [], unread: 0, last: null },
  ]);
  expect(await store.read.channelsVersion()).toBe('');
  await store.close();
});
