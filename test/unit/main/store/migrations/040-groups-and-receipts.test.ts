import { expect, it } from 'vitest';
import { ANNA, head, TEAM } from '../../../../contract/client-store/fixture.ts';
import { olderStore, openToday } from './older-store.ts';

/** A store as version 20 left it: a message of mine, an unread one of Anna's, and her reminder of it. */
function version20(): string {
  return olderStore(20, (db) => {
    db.prepare('INSERT INTO person (num, id) VALUES (2, ?)').run(ANNA);
    db.exec("INSERT INTO meta (key, value) VALUES ('position', '44')");
    db.prepare(
      `INSERT INTO conversation (num, id, kind, member_count, head_seq, unread, read_up_to, last_at)
     VALUES (1, ?, 'group', 2, 3, 1, 1, 5)`,
    ).run(TEAM);
    db.exec(`
    INSERT INTO progress VALUES (1, '[{"joined":1,"left":null}]', '[[1,3]]', '[[1,1]]', '[]', 0, 3, 3, 3, 10, 1000, 0);
    INSERT INTO item (id, conversation, seq, sender, at, kind, state, client_id, body) VALUES
      (1, 1, 1, 1, 5, 0, 0, zeroblob(16), '{"type":"text","text":"mine"}'),
      (2, 1, 2, 2, 6, 0, 0, zeroblob(16), '{"type":"text","text":"hers"}'),
      (3, 1, 3, 2, 7, 1, 0, NULL, '{"type":"reminded","seq":2}');`);
  });
}

it('migration 40 pulls all heads anew, keeps receipts as they were, and knows earlier reminders', async () => {
  const store = openToday(version20());
  expect(await store.read.position()).toBe(0);
  expect(await store.read.conversation(TEAM)).toMatchObject({ announcement: null, receipts: null });
  expect(await store.read.openReceipts([TEAM], 5)).toEqual([{ conversation: TEAM, seqs: [1] }]);
  await store.write.applyHeads([head({ headSeq: 3, unread: 1, read: [[1, 1]], receipts: 'on' })], 50);
  expect(await store.read.conversation(TEAM)).toMatchObject({ receipts: 'on', reminded: true, unread: 1 });
  await store.close();
});
