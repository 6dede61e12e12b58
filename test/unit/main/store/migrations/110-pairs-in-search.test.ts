import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { idsOfSlices, sliceOf } from '../../../../../src/main/store/item-place.ts';
import { checkIndex } from '../../../../../src/main/store/search/check-index.ts';
import { ANNA, clientId, conversationId, TEAM, wordsOf } from '../../../../contract/client-store/fixture.ts';
import { olderStore, openToday } from './older-store.ts';

const NOON = Date.UTC(2026, 0, 5, 12);
const COUNT = 25;

/** A store as version 100 left it: one token for each character in the index, a message that waits, and an announcement. */
function version100(): string {
  return olderStore(100, (db) => {
    db.prepare('INSERT INTO person (num, id) VALUES (2, ?)').run(ANNA);
    db.prepare(
      `INSERT INTO conversation (num, id, kind, member_count, head_seq, unread, read_up_to, last_at, draft)
       VALUES (1, ?, 'group', 2, ?, 0, ?, ?, 'half a thought')`,
    ).run(TEAM, COUNT, COUNT, NOON);
    db.prepare(
      `INSERT INTO progress (conversation, memberships, held, read, pending, pending_unread, counted_to, delivered,
         delivered_reported, report_messages, report_ms, to_report)
       VALUES (1, '[{"joined":1,"left":null}]', ?, ?, '[]', 0, ?, ?, ?, 10, 1000, 0)`,
    ).run(`[[1,${COUNT}]]`, `[[1,${COUNT}]]`, COUNT, COUNT, COUNT);
    const item = db.prepare(
      `INSERT INTO item (id, conversation, seq, sender, at, kind, state, queued, client_id, body)
       VALUES (?, 1, ?, ?, ?, 0, ?, ?, ?, ?)`,
    );
    const index = db.prepare('INSERT INTO search_0 (rowid, tokens) VALUES (?, ?)');
    const uuid = (n: number): Buffer => Buffer.from(clientId(n).replaceAll('-', ''), 'hex');
    const put = (seq: number | null, n: number, text: string, sender: number): void => {
      const at = NOON + n * 300_000;
      const slice = sliceOf(at);
      const id = idsOfSlices(0, slice, slice).from;
      const body = JSON.stringify({ type: 'text', text });
      item.run(id, seq, sender, at, seq === null ? 1 : 0, seq === null ? 1 : null, uuid(n), body);
      index.run(id, Array.from(text).join(' '));
    };
    for (let seq = 1; seq <= COUNT; seq++) put(seq, seq, seq % 5 === 0 ? '开会 明天' : '会开完了', 2);
    put(null, COUNT + 1, '明天开会', 1);
    db.prepare("INSERT INTO channel (num, id, title, owner, publishers) VALUES (1, ?, 'News', ?, '[]')").run(
      conversationId(77),
      ANNA,
    );
    db.exec(`INSERT INTO announcement (id, channel, seq, revision, state, sender, title, text, at, pre_release, read)
             VALUES (1, 1, 1, 1, 'published', 2, '放假', '周五放假', ${NOON}, 0, 0);
             INSERT INTO announcement_search (rowid, tokens) VALUES (1, '放 假 周 五')`);
  });
}

it('migration 110 finds all of it by pairs once the index has been made anew, over a restart, and loses nothing else', async () => {
  const file = version100();
  const store = openToday(file);
  const waiting = { total: COUNT + 1, left: COUNT + 1 };
  expect((await store.read.historyShare()).reindexing).toEqual(waiting);
  expect(await store.read.outbox(5)).toMatchObject([{ clientId: clientId(COUNT + 1) }]);
  expect(await store.read.conversation(TEAM)).toMatchObject({ draft: 'half a thought', unread: 0 });
  // Announcements are few, and searched at once.
  expect(await store.read.searchAnnouncements('放假', 5)).toMatchObject([{ item: { title: '放假' } }]);
  expect(await store.write.indexMore(10)).toBe(true);
  await store.close();

  const again = openToday(file);
  while (await again.write.indexMore(10));
  const { hits } = await again.read.search({ text: '开会', limit: 50 });
  // The characters in another order are no hit.
  expect(hits.map(({ item }) => wordsOf(item))).toEqual([
    '明天开会',
    ...Array.from({ length: COUNT / 5 }, () => '开会 明天'),
  ]);
  await again.close();
  const db = new Database(file, { readonly: true });
  expect(checkIndex(db)).toEqual({ messages: COUNT + 1, waiting: 0, wrong: [] });
  db.close();
});
