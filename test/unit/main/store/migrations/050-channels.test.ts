import { expect, it } from 'vitest';
import { olderStore, openToday } from './older-store.ts';

it('migration 50 adds channels to an older file, whose position stays and whose channels are to be pulled', async () => {
  const file = olderStore(40, (db) => {
    db.exec("INSERT INTO meta (key, value) VALUES ('position', '44')");
  });
  const store = openToday(file);
  expect(await store.read.position()).toBe(44);
  expect(await store.read.channels(1)).toEqual([]);
  expect(await store.read.channelsVersion()).toBe('');
  await store.close();
});
