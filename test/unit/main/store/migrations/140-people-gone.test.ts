import { expect, it } from 'vitest';
import { ANNA } from '../../../../contract/client-store/fixture.ts';
import { olderStore, openToday } from './older-store.ts';

it('migration 140 knows nobody as gone, and has everybody asked for again', async () => {
  const file = olderStore(130, (db) => {
    db.prepare("INSERT INTO person (id, name, display_name) VALUES (?, 'anna', 'Anna')").run(ANNA);
    db.prepare("INSERT INTO meta (key, value) VALUES ('people', '60')").run();
  });
  const store = openToday(file);
  await store.write.setPosition(70);
  expect(await store.read.people([ANNA])).toEqual([{ id: ANNA, name: 'anna', displayName: 'Anna' }]);
  expect(await store.read.peoplePosition()).toBe(0);
  await store.close();
});
