import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { idsOfSlices, sliceOf } from '../../../../../src/main/store/item-place.ts';
import { checkIndex } from '../../../../../src/main/store/search/check-index.ts';
import { ANNA, clientId, TEAM, wordsOf } from '../../../../contract/client-store/fixture.ts';
import { olderStore, openToday } from './older-store.ts';

const NOON = Date.UTC(2026, 0, 5, 12);
const COUNT = 25;

/** A store as version 150 left it: its index is whole, and has sizes. */
function version150(): string {
  return olderStore(150, (db) => {
    db.prepare('INSERT INTO person (num, id) VALUES (2, ?)').run(ANNA);
    db.prepare(
      `INSERT INTO conversation (num, id, kind, member_count, head_seq, unread, read_up_to, last_at)
       VALUES (1, ?, 'group', 2, ?, 0, ?, ?)`,
    ).run(TEAM, COUNT, COUNT, NOON);
    db.prepare(
      `INSERT INTO progress (conversation, memberships, held, read, pending, pending_unread, counted_to, delivered,
         delivered_reported, report_messages, report_ms, to_report)
       VALUES (1, '[{"joined":1,"left":null}]', ?, ?, '[]', 0, ?, ?, ?, 10, 1000, 0)`,
    ).run(`[[1,${COUNT}]]`, `[[1,${COUNT}]]`, COUNT, COUNT, COUNT);
    const item = db.prepare(
      `INSERT INTO item (id, conversation, seq, sender, at, kind, state, client_id, body) VALUES (?, 1, ?, 2, ?, 0, 0, ?, ?)`,
    );
    const index = db.prepare('INSERT INTO search_0 (rowid, tokens) VALUES (?, ?)');
    for (let seq = 1; seq <= COUNT; seq++) {
      const at = NOON + seq * 300_000;
      const slice = sliceOf(at);
      const id = idsOfSlices(0, slice, slice).from;
      const text = seq % 5 === 0 ? 'the plan' : 'lunch';
      item.run(
        id,
        seq,
        at,
        Buffer.from(clientId(seq).replaceAll('-', ''), 'hex'),
        JSON.stringify({ type: 'text', text }),
      );
      index.run(id, `${text} \u{E001}1 \u{E003}2`);
    }
  });
}

it('migration 160 fills the index anew, over a restart, and keeps no sizes', async () => {
  const file = version150();
  const store = openToday(file);
  expect((await store.read.historyShare()).reindexing).toEqual({ total: COUNT, left: COUNT });
  expect(await store.write.indexMore(10)).toBe(true);
  await store.close();

  const again = openToday(file);
  while (await again.write.indexMore(10));
  const { hits } = await again.read.search({ text: 'plan', limit: 50 });
  expect(hits.map(({ item }) => wordsOf(item))).toEqual(Array.from({ length: COUNT / 5 }, () => 'the plan'));
  await again.close();
  const db = new Database(file, { readonly: true });
  expect(checkIndex(db)).toEqual({ messages: COUNT, waiting: 0, wrong: [] });
  expect(db.prepare("SELECT name FROM sqlite_schema WHERE name = 'search_0_docsize'").get()).toBeUndefined();
  db.close();
});
