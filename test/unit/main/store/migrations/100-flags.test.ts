import { expect, it } from 'vitest';
import { TEAM } from '../../../../contract/client-store/fixture.ts';
import { olderStore, openToday, putTeam } from './older-store.ts';

it('migration 100 has what was pinned and muted on this device only told to the relay', async () => {
  const file = olderStore(10, (db) => {
    putTeam(db, '[]');
    db.exec('UPDATE conversation SET pinned = 1');
  });
  const store = openToday(file);
  expect(await store.read.pendingFlags()).toEqual([{ conversation: TEAM, change: { pinned: true } }]);
  expect(await store.read.conversation(TEAM)).toMatchObject({
    pinned: true,
    archived: false,
    markedUnread: false,
  });
  await store.close();
});
