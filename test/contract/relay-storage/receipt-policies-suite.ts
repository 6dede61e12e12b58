import { describe, expect, it } from 'vitest';
import type { ConversationId, UserId } from '../../../src/shared/model/ids.ts';
import type { RelayReceiptPolicy } from '../../../src/shared/model/receipt.ts';
import { appended, EVERYBODY, type Current } from './storage-fixture.ts';

export function describeReceiptPolicies(current: Current): void {
  async function group(): Promise<{ id: ConversationId; anna: UserId; bob: UserId }> {
    const [anna, bob] = await current().people(2);
    if (!anna || !bob) throw new Error('two people');
    return { id: await current().group(anna, bob), anna, bob };
  }

  async function send(id: ConversationId, sender: UserId, at: number, policy?: RelayReceiptPolicy) {
    const content = { type: 'text', text: 'hello' } as const;
    const outcome = await current().storage.append({
      conversation: id,
      sender,
      at,
      event: { kind: 'message.created', clientId: current().clientId(), content },
      roles: EVERYBODY,
      ...(policy ? { receiptPolicy: policy } : {}),
    });
    return appended(outcome).event;
  }

  const marks = async (id: ConversationId) => [
    ...((await current().storage.loadConversation(id))?.authors ?? []),
  ];

  describe('policies of receipts', () => {
    it('[RCP-11] keeps the policy of a conversation; setting it again changes nothing', async () => {
      const { id, anna } = await group();
      const off = { kind: 'conversation.receiptsChanged', policy: 'off' } as const;
      expect((await current().storage.head(anna, id))?.receipts).toBe('on');
      expect(appended(await current().append(id, anna, off)).event).toMatchObject({ policy: 'off' });
      expect(await current().append(id, anna, off)).toEqual({ kind: 'unchanged' });
      expect((await current().storage.head(anna, id))?.receipts).toBe('off');
    });

    it('[RCP-12] a message without receipts says so, has no author mark, and counts in badges', async () => {
      const { id, anna, bob } = await group();
      await send(id, anna, 20);
      const without = [await send(id, anna, 21, 'off'), await send(id, anna, 22, 'off')];
      expect(without).toMatchObject([{ receipt: false }, { receipt: false }]);
      await current().append(id, anna, { kind: 'conversation.renamed', title: 'Other' });
      await send(id, anna, 23, 'off');
      expect(await send(id, anna, 24, 'forced')).not.toHaveProperty('receipt');
      expect(await marks(id)).toEqual([0, 1, 0, 0, 0, 0, 1]);
      expect((await current().storage.head(bob, id))?.unread).toBe(5);
      expect((await current().all(id))[2]).toEqual(without[0]);
    });

    it('[RCP-14] hides only what is read in direct conversations while it is off', async () => {
      const { storage } = current();
      const { id, anna, bob } = await group();
      const { id: direct } = await storage.createConversation({
        kind: 'direct',
        id: current().conversationId(),
        creator: anna,
        peer: bob,
        at: 10,
      });
      for (let count = 0; count < 4; count++) await current().sent(direct, anna);
      await current().sent(id, anna);
      expect((await current().read(direct, bob, [[2, 2]])).hidden).toEqual([]);
      expect(await storage.directReceipts(bob)).toBe(true);
      await storage.setDirectReceipts(bob, false);
      expect([await storage.directReceipts(bob), await storage.directReceipts(anna)]).toEqual([false, true]);
      expect((await current().read(direct, bob, [[2, 3]])).hidden).toEqual([[3, 3]]);
      expect((await current().read(id, bob, [[2, 2]])).hidden).toEqual([]);
      await storage.setDirectReceipts(bob, true);
      expect(await current().read(direct, bob, [[3, 5]])).toMatchObject({
        read: [[2, 5]],
        hidden: [[3, 3]],
        unread: 0,
      });
      const members = (await storage.loadConversation(direct))?.members;
      expect(members?.map(({ hidden }) => hidden ?? [])).toEqual([[], [[3, 3]]]);
    });

    it('[RCP-13] keeps the time of the first report of each message, and none without being told', async () => {
      const { storage } = current();
      const { id, anna, bob } = await group();
      for (let count = 0; count < 5; count++) await current().sent(id, anna);
      await current().read(id, bob, [[2, 2]]);
      await storage.report({ conversation: id, user: bob, read: [[2, 4]], delivered: 4, at: 100 });
      await storage.report({ conversation: id, user: bob, read: [[3, 6]], delivered: 6, at: 200 });
      const times = await Promise.all([2, 3, 4, 5, 6].map((seq) => storage.readTimes(id, seq, [anna, bob])));
      expect(times.map(([time]) => time?.at)).toEqual([undefined, 100, 100, 200, 200]);
      expect(times.flat().every(({ user }) => user === bob)).toBe(true);
      expect(await storage.readTimes(current().conversationId(), 2, [bob])).toEqual([]);
    });

    it('[RCP-16] removes receipts up to the first message that is young enough, conversation by conversation', async () => {
      const { storage } = current();
      const { id, anna, bob } = await group();
      const other = await current().group(anna, bob);
      await send(id, anna, 20);
      await send(id, anna, 30, 'off');
      await send(id, anna, 40);
      await send(id, anna, 35);
      await send(other, anna, 50);
      await storage.report({ conversation: id, user: bob, read: [[4, 5]], delivered: 5, at: 60 });
      const before = await storage.position();
      const step = await storage.closeReceipts(36, undefined);
      expect(step).toEqual({ closed: { conversation: id, floor: 3 }, next: id });
      expect(await storage.position()).toBe(before + 1);
      const rest = await storage.closeReceipts(36, id);
      expect(rest).toEqual({ closed: { conversation: other, floor: 1 }, next: other });
      expect((await storage.closeReceipts(36, other)).next).toBeUndefined();
      expect((await storage.closeReceipts(36, undefined)).closed).toBeUndefined();
      expect(await marks(id)).toEqual([0, 0, 0, 1, 1]);
      expect(await storage.head(bob, id)).toMatchObject({ read: [[1, 5]], unread: 0 });
      expect(await storage.head(anna, id)).toMatchObject({ read: [[1, 5]] });
      expect((await storage.head(bob, other))?.unread).toBe(1);
      expect(await storage.readTimes(id, 4, [bob])).toEqual([{ user: bob, at: 60 }]);
      await storage.closeReceipts(1_000, undefined);
      expect(await marks(id)).toEqual([0, 0, 0, 0, 0]);
      expect(await storage.readTimes(id, 4, [bob])).toEqual([]);
      const changed = await storage.listHeads(bob, before, undefined, 9);
      expect(changed.heads.map((head) => head.id).sort()).toEqual([id, other].sort());
    });

    it('[RCP-16] who came later has not read what came before', async () => {
      const { storage } = current();
      const { id, anna } = await group();
      await send(id, anna, 20);
      const [late] = await current().people(1);
      if (!late) throw new Error('one person');
      await current().append(id, anna, { kind: 'member.added', users: [late] });
      await send(id, anna, 90);
      await storage.closeReceipts(20, undefined);
      await storage.closeReceipts(21, undefined);
      expect((await storage.loadConversation(id))?.members.map(({ read }) => read)).toEqual([
        [[1, 4]],
        [[1, 3]],
        [[3, 3]],
      ]);
    });
  });
}
