import { expect, it } from 'vitest';
import { olderStore, openToday, putTeam } from './older-store.ts';

it('migration 70 takes an older store for what it is: of no known generation, with nothing lost', async () => {
  const file = olderStore(10, (db) => {
    putTeam(db, '[[1,1]]');
  });
  const store = openToday(file);
  expect(await store.read.followed()).toEqual({ generation: undefined, position: 0, comparing: false });
  expect(await store.read.unsettled()).toEqual([]);
  expect(await store.read.lostCounts()).toEqual({ kept: 0, unsent: 0 });
  await store.close();
});
