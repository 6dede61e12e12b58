import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/main/store/port.ts';
import type { TimelineEvent } from '../../../src/shared/model/event.ts';
import { ANNA, applyPush, BO, clientId, head, ME, message, TEAM, type Fixture } from './fixture.ts';

/** What only some conversations have: announcements, mutes, receipt policies, reminders, recalls by another. */
export function groupsSuite({ team }: Fixture): void {
  const reminded = (seq: number, target: number, sender = ANNA): TimelineEvent => ({
    conversation: TEAM,
    ...{ seq, ordinal: 1, sender, at: seq * 1_000, kind: 'message.reminded', target },
  });
  const recalled = (seq: number, target: number, sender = ANNA): TimelineEvent => ({
    ...reminded(seq, target, sender),
    kind: 'message.recalled',
  });
  const rowOf = async (store: Store) => store.read.conversation(TEAM);
  const itemsOf = async (store: Store) => (await store.read.page(TEAM, { at: 'latest' }, 20)).items;

  describe('groups', () => {
    it('[MEM-11] [MEM-12] [RCP-11] keep what the head says, and lose what it no longer says', async () => {
      const store = await team();
      expect(await rowOf(store)).toMatchObject({ announcement: null, mutedUntil: null, receipts: null });
      await store.write.applyHeads([head({ announcement: 'Hi', mutedUntil: 7, receipts: 'forced' })], 2);
      expect(await rowOf(store)).toMatchObject({ announcement: 'Hi', mutedUntil: 7, receipts: 'forced' });
      await store.write.applyHeads([head()], 3);
      expect(await rowOf(store)).toMatchObject({ announcement: null, mutedUntil: null, receipts: null });
    });

    it('[RCP-15] say that I am reminded until I have read the message', async () => {
      const store = await team();
      await applyPush(store.write, message(2, ANNA));
      await applyPush(store.write, reminded(3, 2));
      expect((await rowOf(store))?.reminded).toBe(true);
      await store.write.markRead(TEAM, [[2, 2]]);
      expect((await rowOf(store))?.reminded).toBe(false);
    });

    it('[RCP-15] are not reminded of what I have read, nor by myself, nor of what I may not see', async () => {
      const store = await team();
      await applyPush(store.write, message(2, ANNA));
      await store.write.markRead(TEAM, [[2, 2]]);
      await applyPush(store.write, message(3, BO));
      await applyPush(store.write, reminded(4, 2));
      await applyPush(store.write, message(5, ME));
      await applyPush(store.write, reminded(6, 5, ME));
      expect(await rowOf(store)).toMatchObject({ unread: 1, reminded: false });
      await store.write.applyHeads([head({ memberships: [{ joined: 4, left: null }], headSeq: 6 })], 2);
      await applyPush(store.write, message(7, BO));
      await applyPush(store.write, reminded(8, 3, BO));
      expect((await rowOf(store))?.reminded).toBe(false);
    });

    it('[RCP-15] say it too when the reminder comes before its message', async () => {
      const store = await team();
      await store.write.applyHeads([head({ headSeq: 3, unread: 1 })], 2);
      await store.write.applyPage(TEAM, 3, 3, [reminded(3, 2)]);
      await store.write.applyPage(TEAM, 2, 2, [message(2, ANNA)]);
      expect((await rowOf(store))?.reminded).toBe(true);
    });

    it('[RCP-12] know of which of my messages no receipts are kept, and never ask for them', async () => {
      const store = await team();
      const content = { type: 'text', text: 'quiet' } as const;
      await store.write.enqueue({ conversation: TEAM, clientId: clientId(9), content, receipt: false }, 5);
      expect(await store.read.outbox(5)).toMatchObject([{ receipt: false }]);
      await applyPush(store.write, message(2, ME, 'quiet', { clientId: clientId(9), receipt: false }));
      await applyPush(store.write, message(3, ME));
      expect(await itemsOf(store)).toMatchObject([{}, { receiptKept: false }, { receiptKept: true }]);
      expect(await store.read.openReceipts([TEAM], 10)).toEqual([{ conversation: TEAM, seqs: [3] }]);
    });

    it('[RCP-12] take the relay’s word over the sender’s wish', async () => {
      const store = await team();
      const content = { type: 'text', text: 'loud' } as const;
      await store.write.enqueue({ conversation: TEAM, clientId: clientId(9), content, receipt: false }, 5);
      await applyPush(store.write, message(2, ME, 'loud', { clientId: clientId(9) }));
      expect(await itemsOf(store)).toMatchObject([{}, { receiptKept: true }]);
    });

    it('[MSG-3] tell who recalled a message, where that is not its sender', async () => {
      const store = await team();
      for (const event of [message(2, BO), message(3, ANNA), recalled(4, 2), recalled(5, 3)]) {
        await applyPush(store.write, event);
      }
      const [, first, second] = await itemsOf(store);
      expect(first).toMatchObject({ content: { type: 'recalled', by: ANNA } });
      expect(second).toMatchObject({ content: { type: 'recalled' } });
      expect(second).not.toHaveProperty('content.by');
    });
  });
}
