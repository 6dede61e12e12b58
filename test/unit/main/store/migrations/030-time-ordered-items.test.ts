import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { sliceOf, sliceOfId } from '../../../../../src/main/store/item-place.ts';
import { checkIndex } from '../../../../../src/main/store/search/check-index.ts';
import {
  ANNA,
  applyPush,
  clientId,
  head,
  message,
  TEAM,
  wordsOf,
} from '../../../../contract/client-store/fixture.ts';
import { olderStore, openToday } from './older-store.ts';

const NOON = Date.UTC(2026, 0, 5, 12);
const COUNT = 130;

/** A store as version 20 left it: history that was pulled later has smaller ids than it should have, one message waits. */
function version20(): string {
  return olderStore(20, (db) => {
    db.prepare('INSERT INTO person (num, id) VALUES (2, ?)').run(ANNA);
    db.prepare(
      `INSERT INTO conversation (num, id, kind, member_count, head_seq, unread, read_up_to, last_sender, last_text,
      last_message_at, last_state, last_at) VALUES (1, ?, 'group', 2, 200, 200, 0, 2, 'hi', 5, 0, ?)`,
    ).run(TEAM, NOON);
    db.exec(`INSERT INTO progress VALUES (1, '[{"joined":11,"left":null}]', '[[31,60],[101,200]]', '[]', '[]', 0, 200,
    200, 200, 10, 1000, 0)`);
    const insert = db.prepare(
      `INSERT INTO item (id, conversation, seq, sender, at, kind, state, queued, client_id, body)
     VALUES (?, 1, ?, ?, ?, 0, ?, ?, ?, ?)`,
    );
    const uuid = (n: number): Buffer => Buffer.from(clientId(n).replaceAll('-', ''), 'hex');
    const body = (text: string): string => JSON.stringify({ type: 'text', text });
    for (let seq = 31; seq <= 200; seq++) {
      if (seq > 60 && seq < 101) continue;
      // The newer page has the smaller ids; many lie within one slice of time.
      const id = seq <= 60 ? 5_000 + seq : seq;
      insert.run(id, seq, 2, NOON + seq, 0, null, uuid(seq), body(`text ${seq}`));
    }
    insert.run(9_000, null, 1, NOON + 86_400_000, 1, 1, uuid(999), body('waiting text'));
  });
}

describe('migration 30', () => {
  it('gives every item an id by its time, starts the index anew, and counts what is missing', async () => {
    const file = version20();
    const store = openToday(file);
    expect(await store.read.historyShare()).toEqual({
      visible: 190,
      lacking: 190 - COUNT,
      reindexing: { total: COUNT + 1, left: COUNT + 1 },
    });
    expect(await store.read.holes(5)).toEqual([{ conversation: TEAM, from: 61, to: 100, inside: true }]);
    expect(await store.read.outbox(5)).toMatchObject([{ clientId: clientId(999) }]);

    // Found before the rest: what is new, and what is changed, is in the index at once.
    await applyPush(store.write, message(201, ANNA, 'new text', { at: NOON + 500 }));
    expect(await store.write.indexMore(100)).toBe(true);
    expect((await store.read.historyShare()).reindexing).toEqual({ total: COUNT + 1, left: COUNT - 99 });
    await store.write.applyPage(TEAM, 202, 202, []);
    await store.close();

    // A restart goes on where it was.
    const again = openToday(file);
    expect(await again.write.indexMore(100)).toBe(false);
    expect((await again.read.historyShare()).reindexing).toEqual({ total: 0, left: 0 });
    const { hits } = await again.read.search({ text: 'text', limit: 200 });
    expect(hits.slice(0, 3).map(({ item }) => wordsOf(item))).toEqual([
      'waiting text',
      'new text',
      'text 200',
    ]);
    expect(hits.map(({ item }) => item.at)).toEqual(
      hits.map(({ item }) => item.at).toSorted((a, b) => b - a),
    );
    expect(hits).toHaveLength(COUNT + 2);
    await again.close();

    const db = new Database(file, { readonly: true });
    expect(checkIndex(db)).toEqual({ messages: COUNT + 2, waiting: 0, wrong: [] });
    for (const { id, at } of db.prepare<[], { id: number; at: number }>('SELECT id, at FROM item').all())
      expect(sliceOfId(id)).toBe(sliceOf(at));
    db.close();
  });

  it('a recall during the rebuild is not undone by it', async () => {
    const file = version20();
    const store = openToday(file);
    await store.write.applyHeads([head({ headSeq: 201 })], 2);
    await store.write.applyPage(TEAM, 201, 201, [
      {
        conversation: TEAM,
        seq: 201,
        ordinal: 200,
        sender: ANNA,
        at: NOON + 999,
        kind: 'message.recalled',
        target: 40,
      },
    ]);
    while (await store.write.indexMore(50));
    expect((await store.read.search({ text: 'text 40', limit: 5 })).hits).toEqual([]);
    await store.close();
    const db = new Database(file, { readonly: true });
    expect(checkIndex(db)).toEqual({ messages: COUNT, waiting: 0, wrong: [] });
    db.close();
  });
});
