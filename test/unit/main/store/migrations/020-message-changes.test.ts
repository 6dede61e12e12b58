import { describe, expect, it } from 'vitest';
import { ANNA, head, TEAM } from '../../../../contract/client-store/fixture.ts';
import { olderStore, openToday } from './older-store.ts';

/** A store as version 10 left it: one message of Anna's. */
function version10(): string {
  return olderStore(10, (db) => {
    db.prepare('INSERT INTO person (num, id) VALUES (2, ?)').run(ANNA);
    db.prepare(
      `INSERT INTO conversation (num, id, kind, member_count, head_seq, unread, read_up_to, last_sender, last_text,
      last_message_at, last_state, last_at) VALUES (1, ?, 'group', 2, 1, 1, 0, 2, 'hi', 5, 0, 5)`,
    ).run(TEAM);
    db.exec(`
    INSERT INTO progress VALUES (1, '[{"joined":1,"left":null}]', '[[1,1]]', '[]', '[]', 0, 1, 1, 1, 10, 1000, 0);
    INSERT INTO item (id, conversation, seq, sender, at, kind, state, client_id, body)
    VALUES (1, 1, 1, 2, 5, 0, 0, zeroblob(16), '{"type":"text","text":"hi"}');`);
  });
}

describe('migration 20', () => {
  it('keeps what version 10 had: nothing of it has been changed, and all of it can be', async () => {
    const store = openToday(version10());
    const { items } = await store.read.page(TEAM, { at: 'latest' }, 5);
    expect(items).toMatchObject([
      {
        content: { text: 'hi' },
        edited: false,
        pinned: false,
        reactions: [],
        quote: null,
        mentionsMe: false,
      },
    ]);
    expect(await store.read.conversation(TEAM)).toMatchObject({ mentioned: false, last: { text: 'hi' } });
    expect((await store.read.conversation(TEAM))?.last?.type).toBeUndefined();
    await store.write.applyHeads([head({ headSeq: 2, unread: 1 })], 1);
    await store.write.applyPage(TEAM, 2, 2, [
      {
        conversation: TEAM,
        seq: 2,
        ordinal: 1,
        sender: ANNA,
        at: 6,
        kind: 'message.edited',
        target: 1,
        content: { type: 'text', text: 'hello' },
      },
    ]);
    expect((await store.read.page(TEAM, { at: 'latest' }, 5)).items).toMatchObject([
      { content: { text: 'hello' }, edited: true },
    ]);
    await store.close();
  });
});
