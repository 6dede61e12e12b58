import { expect, it } from 'vitest';
import { ANNA, TEAM } from '../../../../contract/client-store/fixture.ts';
import { olderStore, openToday } from './older-store.ts';

it('migration 90 keeps drafts, to be told to the relay, and finds the people who are there', async () => {
  const file = olderStore(10, (db) => {
    db.prepare("INSERT INTO person VALUES (2, ?, 'anna', '张三', 'anna')").run(ANNA);
    db.prepare(
      `INSERT INTO conversation (num, id, kind, member_count, head_seq, unread, read_up_to, draft)
     VALUES (1, ?, 'group', 2, 0, 0, 0, 'half a thought')`,
    ).run(TEAM);
    db.exec(
      `INSERT INTO progress VALUES (1, '[{"joined":1,"left":null}]', '[]', '[]', '[]', 0, 1, 0, 0, 10, 1000, 0);`,
    );
  });
  const store = openToday(file);
  expect(await store.read.unsavedDrafts(5)).toEqual([TEAM]);
  expect(await store.read.draft(TEAM)).toEqual({
    text: 'half a thought',
    version: 0,
    revision: 0,
    unsaved: true,
    other: null,
  });
  expect(await store.read.searchPeople('zs', 50)).toEqual([{ id: ANNA, name: 'anna', displayName: '张三' }]);
  await store.close();
});
