import { describe, expect, it } from 'vitest';
import { LIST_PAGE, type ReadableStore } from '../../../src/main/store/port.ts';
import type { ConversationPlace } from '../../../src/shared/ipc/views.ts';
import type { ConversationId } from '../../../src/shared/model/ids.ts';
import { ANNA, applyPush, conversationId, head, message, type Fixture } from './fixture.ts';

/** Page after page, each after the last row of the one before. */
async function pagesOf(
  read: Pick<ReadableStore, 'conversations'>,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<ConversationId[][]> {
  const pages: ConversationId[][] = [];
  let after: ConversationPlace | undefined;
  for (;;) {
    const rows = await read.conversations(after);
    if (rows.length === 0) return pages;
    pages.push(rows.map(({ id }) => id));
    after = rows.at(-1);
    await between();
  }
}

/** The conversation list. */
export function listSuite({ empty }: Fixture): void {
  describe('list', () => {
    it('sorts the list: pinned first, then newest, with a one-line preview', async () => {
      const { read, write } = await empty();
      const ids = [1, 2, 3].map(conversationId);
      await write.applyHeads(
        ids.map((id) => head({ id })),
        1,
      );
      for (const [i, conversation] of ids.entries())
        await applyPush(
          write,
          message(2, ANNA, `line\n  two ${'x'.repeat(300)}`, { conversation, at: 1_000 + i }),
        );
      const listed = await read.conversations();
      expect(listed.map(({ id }) => id)).toEqual(ids.toReversed());
      const last = listed[0]?.last;
      expect(last).toMatchObject({ sender: ANNA, mine: false, at: 1_002, state: { kind: 'sent' } });
      expect(last?.text).toBe(`line two ${'x'.repeat(191)}`);
      await write.setFlags(conversationId(1), { pinned: true });
      await write.setFlags(conversationId(1), { muted: true });
      expect((await read.conversations()).map(({ id }) => id)).toEqual([1, 3, 2].map(conversationId));
      expect(await read.conversation(conversationId(1))).toMatchObject({ pinned: true, muted: true });
      expect((await read.conversationsById([conversationId(2)])).map(({ id }) => id)).toEqual([
        conversationId(2),
      ]);
    });

    it('gives the list in pages, each row once, also where many are of one moment', async () => {
      const { read, write } = await empty();
      const ids = Array.from({ length: 2 * LIST_PAGE + 3 }, (_, n) => conversationId(n + 1));
      await write.applyHeads(
        ids.map((id) => head({ id })),
        1,
      );
      const newest = ids.slice(-5);
      for (const [n, conversation] of newest.entries())
        await applyPush(write, message(2, ANNA, 'new', { conversation, at: 1_000 + Math.floor(n / 2) }));
      const pinned = [ids[7], newest[0]].filter((id) => id !== undefined);
      for (const id of pinned) await write.setFlags(id, { pinned: true });
      const pages = await pagesOf(read);
      expect(pages.map(({ length }) => length)).toEqual([LIST_PAGE, LIST_PAGE, 3]);
      const order = pages.flat();
      expect(new Set(order).size).toBe(ids.length);
      expect(order.slice(0, 2).toSorted()).toEqual(pinned.toSorted());
      // The place of the pinned ones is not that of their last message.
      expect(order.slice(2, 6).toSorted()).toEqual(newest.slice(1).toSorted());
      const known = await read.knownConversations();
      expect(known.map(({ id }) => id)).toEqual(order);
    });

    it('loses no other row of the list when some move up between two pages', async () => {
      const { read, write } = await empty();
      const ids = Array.from({ length: LIST_PAGE + 20 }, (_, n) => conversationId(n + 1));
      await write.applyHeads(
        ids.map((id) => head({ id })),
        1,
      );
      // They have no message yet and stand in the order of their making: the one that the page ends with, and one behind it.
      const moving = [ids[LIST_PAGE - 1], ids[LIST_PAGE + 4]].filter((id) => id !== undefined);
      let seq = 1;
      const pages = await pagesOf(read, async () => {
        seq += 1;
        for (const conversation of moving)
          await applyPush(write, message(seq, ANNA, 'new', { conversation, at: 1_000 }));
      });
      expect(new Set([...pages.flat(), ...moving]).size).toBe(ids.length);
      expect(pages[1]).toHaveLength(19);
    });

    it('tells of all conversations at once what little is needed of each', async () => {
      const { read, write } = await empty();
      await write.applyHeads([head({ headSeq: 4 }), head({ id: conversationId(2), role: null })], 1);
      expect(await read.knownConversations()).toEqual([
        { id: conversationId(1), headSeq: 4, left: false, imported: false },
        { id: conversationId(2), headSeq: 1, left: true, imported: false },
      ]);
    });
  });
}
