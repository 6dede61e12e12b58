import { describe, expect, it } from 'vitest';
import {
  ANNA,
  applyPush,
  clientId,
  conversationId,
  created,
  head,
  ME,
  message,
  messages,
  TEAM,
  type Fixture,
} from './fixture.ts';

/** Badges, reports and receipts. */
export function readSuite({ empty, team }: Fixture): void {
  describe('reading', () => {
    it('[RCP-8] counts what others push, never mine, and takes off what I was shown', async () => {
      const { read, write } = await team();
      await applyPush(write, message(2, ANNA));
      await applyPush(write, message(3, ME));
      await applyPush(write, message(4, ANNA));
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 2, readUpTo: 1 });
      const delta = await write.markRead(TEAM, [[2, 3]]);
      expect(delta.timelines).toEqual([{ conversation: TEAM, changed: ['#2'], removed: [], reset: false }]);
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 1, readUpTo: 3 });
      const { items } = await read.page(TEAM, { at: 'latest' }, 10);
      expect(items.map((item) => (item.kind === 'message' ? item.read : null))).toEqual([
        null,
        true,
        true,
        false,
      ]);
      expect((await write.markRead(TEAM, [[2, 3]])).conversations).toEqual([]);
      await write.markRead(TEAM, 'all');
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 0, readUpTo: 4 });
      expect(await read.totalUnread()).toBe(0);
    });

    it('[RCP-8] the total is the sum of the badges', async () => {
      const { read, write } = await empty();
      await write.applyHeads(
        [head({ id: conversationId(1), unread: 3 }), head({ id: conversationId(2), unread: 4 })],
        1,
      );
      expect(await read.totalUnread()).toBe(7);
    });

    it('[SYN-4] pages never change a badge', async () => {
      const { read, write } = await empty();
      await write.applyHeads([head({ headSeq: 10, unread: 9 })], 1);
      await write.applyPage(TEAM, 1, 10, [created(), ...messages(2, 10)]);
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 9, readUpTo: 1 });
    });

    it('[RCP-1] reports what was read and delivered until the relay has it', async () => {
      const { read, write } = await team();
      await applyPush(write, message(2, ANNA));
      await write.markRead(TEAM, [[2, 2]]);
      const pending = await read.pendingReports();
      expect(pending).toEqual([{ conversation: TEAM, delivered: 2, read: [[2, 2]] }]);
      await applyPush(write, message(3, ANNA));
      await write.reported(pending);
      expect(await read.pendingReports()).toEqual([{ conversation: TEAM, delivered: 3, read: [] }]);
      await write.reported([{ conversation: TEAM, delivered: 3, read: [] }]);
      expect(await read.pendingReports()).toEqual([]);
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 1 });
    });

    it('reports the head as delivered once its page is on disk', async () => {
      const { read, write } = await empty();
      await write.applyHeads([head({ headSeq: 300 })], 1);
      expect(await read.pendingReports()).toEqual([]);
      await write.applyPage(TEAM, 1, 100, messages(1, 100));
      expect(await read.pendingReports()).toEqual([]);
      await write.applyPage(TEAM, 251, 300, messages(251, 300));
      expect(await read.pendingReports()).toEqual([{ conversation: TEAM, delivered: 300, read: [] }]);
    });

    it('[RCP-8] a head that does not know my last reads does not bring them back', async () => {
      const { read, write } = await team();
      for (const event of messages(2, 5)) await applyPush(write, event);
      await write.markRead(TEAM, [[2, 3]]);
      await write.applyHeads([head({ headSeq: 5, unread: 4 })], 2);
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 2 });
      await write.reported(await read.pendingReports());
      // Counted before the report arrived, received after its reply.
      await write.applyHeads([head({ headSeq: 5, unread: 4 })], 2);
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 2 });
      await write.applyHeads([head({ headSeq: 5, unread: 2, read: [[2, 3]] })], 3);
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 2 });
    });

    it('[RCP-8] a head older than what was pushed since keeps both', async () => {
      const { read, write } = await team();
      for (const event of messages(2, 5)) await applyPush(write, event);
      await applyPush(write, message(6, ME));
      await write.applyHeads([head({ headSeq: 3, unread: 1, read: [[2, 2]] })], 2);
      expect(await read.conversation(TEAM)).toMatchObject({ headSeq: 6, unread: 3 });
      await write.markRead(TEAM, [[5, 5]]);
      await write.applyHeads([head({ headSeq: 3, unread: 1, read: [[2, 2]] })], 2);
      expect(await read.conversation(TEAM)).toMatchObject({ headSeq: 6, unread: 2 });
    });

    it('[RCP-7] an overtaken badge still tells which messages were read', async () => {
      const { read, write } = await team();
      for (const event of messages(2, 5)) await applyPush(write, event);
      await write.applyHeads([head({ headSeq: 90, unread: 80 })], 2);
      await write.applyRead(TEAM, 5, [[2, 3]], 2);
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 78 });
    });

    it('on a new device, puts the separator before the unread messages, not before old notices', async () => {
      const { read, write } = await empty();
      // Nobody is shown the event that began the conversation, and it is not on this disk.
      await write.applyHeads([head({ headSeq: 60, read: [[2, 56]], unread: 4 })], 1);
      expect(await read.conversation(TEAM)).toMatchObject({ readUpTo: 56 });
      await write.applyPage(TEAM, 51, 60, messages(51, 60));
      expect(await read.conversation(TEAM)).toMatchObject({ readUpTo: 56 });
      expect((await read.page(TEAM, { at: 'latest' }, 50)).items).toHaveLength(10);
    });

    it('[RCP-8] clearing reaches zero also for messages that are not on disk, and stays there', async () => {
      const { read, write } = await empty();
      await write.applyHeads([head({ headSeq: 500, unread: 400 })], 1);
      await write.markRead(TEAM, 'all');
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 0, readUpTo: 500 });
      // The relay has not heard of it, and two more have come.
      await write.applyHeads([head({ headSeq: 502, unread: 402 })], 2);
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 2 });
    });

    it('[RCP-7] takes over what another device has read; reads not yet reported stay', async () => {
      const { read, write } = await team();
      for (const event of messages(2, 6)) await applyPush(write, event);
      await write.markRead(TEAM, [[6, 6]]);
      const delta = await write.applyRead(TEAM, 6, [[2, 3]], 3);
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 2, readUpTo: 3 });
      expect(delta.timelines).toMatchObject([{ conversation: TEAM, changed: ['#2', '#3'] }]);
      expect(await read.pendingReports()).toMatchObject([{ read: [[6, 6]] }]);
    });

    it('[RCP-7] a badge that counts messages still on their way does not count them twice', async () => {
      const { read, write } = await team();
      await write.applyRead(TEAM, 3, [[1, 1]], 2);
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 2, headSeq: 1 });
      await applyPush(write, message(2, ANNA));
      await applyPush(write, message(3, ANNA));
      await applyPush(write, message(4, ANNA));
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 3 });
      expect((await write.applyRead(conversationId(9), 1, [], 0)).conversations).toEqual([]);
    });

    it('never reads outside my stays or beyond the head', async () => {
      const { read, write } = await empty();
      await write.applyHeads([head({ headSeq: 9, memberships: [{ joined: 4, left: null }] })], 1);
      await write.applyPage(TEAM, 4, 9, messages(4, 9));
      await write.markRead(TEAM, [[1, 40]]);
      expect((await read.pendingReports())[0]?.read).toEqual([[4, 9]]);
    });

    it('a report carries at most 200 ranges; the rest goes with the next', async () => {
      const { read, write } = await empty();
      await write.applyHeads([head({ headSeq: 600, unread: 600 })], 1);
      const shown = Array.from({ length: 250 }, (_, i) => [2 * i + 1, 2 * i + 1] as const);
      await write.markRead(TEAM, shown);
      const first = await read.pendingReports();
      expect(first[0]?.read).toEqual(shown.slice(0, 200));
      await write.reported(first);
      expect((await read.pendingReports())[0]?.read).toEqual(shown.slice(200));
    });

    it('[RCP-6] keeps the newest counts of my messages and asks on for those not all read', async () => {
      const { read, write } = await team();
      await applyPush(write, message(2, ME));
      await applyPush(write, message(3, ANNA));
      await applyPush(write, message(4, ME));
      expect(await read.openReceipts([TEAM, conversationId(9)], 10)).toEqual([
        { conversation: TEAM, seqs: [4, 2] },
      ]);
      expect(await read.openReceipts([TEAM], 1)).toEqual([{ conversation: TEAM, seqs: [4] }]);
      const delta = await write.applyReceipts(TEAM, [
        { seq: 2, unread: 0, receivers: 2 },
        { seq: 3, unread: 1, receivers: 2 },
        { seq: 4, unread: 1, receivers: 2 },
        { seq: 99, unread: 1, receivers: 2 },
      ]);
      expect(delta.timelines).toMatchObject([{ changed: [clientId(2), clientId(4)] }]);
      expect(await read.openReceipts([TEAM], 10)).toEqual([{ conversation: TEAM, seqs: [4] }]);
      expect(await read.itemsByKey(TEAM, [clientId(4), '#3'])).toMatchObject([
        { receipt: { unread: 1, receivers: 2 } },
        { receipt: null },
      ]);
    });
  });
}
