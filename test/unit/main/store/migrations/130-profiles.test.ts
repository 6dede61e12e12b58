import { expect, it } from 'vitest';
import { ANNA, TEAM } from '../../../../contract/client-store/fixture.ts';
import { testPicture } from '../../../../support/profile-pictures.ts';
import { olderStore, openToday, putTeam } from './older-store.ts';

it('migration 130 leaves everybody without a picture, and has everybody whose name is known asked for again', async () => {
  const file = olderStore(10, (db) => {
    putTeam(db, '[]');
    db.prepare("INSERT INTO person (id, name, display_name) VALUES (?, 'anna', 'Anna')").run(ANNA);
  });
  const store = openToday(file);
  await store.write.setPosition(70);
  expect(await store.read.people([ANNA])).toEqual([{ id: ANNA, name: 'anna', displayName: 'Anna' }]);
  expect(await store.read.conversation(TEAM)).not.toHaveProperty('picture');
  expect(await store.read.peoplePosition()).toBe(0);
  expect(await store.read.picture(testPicture(1).id)).toBeUndefined();
  await store.close();
});
