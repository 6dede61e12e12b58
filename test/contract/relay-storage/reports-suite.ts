import { describe, expect, it } from 'vitest';
import { MAX_READ_RANGES } from '../../../src/shared/model/conversation.ts';
import type { ConversationId, DeviceId, UserId } from '../../../src/shared/model/ids.ts';
import type { Current } from './storage-fixture.ts';

export function describeReports(current: Current): void {
  async function group(): Promise<{ id: ConversationId; anna: UserId; bob: UserId }> {
    const [anna, bob] = await current().people(2);
    if (!anna || !bob) throw new Error('two people');
    return { id: await current().group(anna, bob), anna, bob };
  }

  async function deviceOf(user: UserId): Promise<DeviceId> {
    const device = current().device(user, `token of ${user}`);
    await current().storage.createDevice(device);
    return device.id;
  }

  async function delivered(id: ConversationId, user: UserId): Promise<number | undefined> {
    const loaded = await current().storage.loadConversation(id);
    return loaded?.members.find((member) => member.user === user)?.delivered;
  }

  describe('reporting', () => {
    it('[RCP-1] adds to the read set, whatever the order, and repeating it is no commit', async () => {
      const { id, anna, bob } = await group();
      for (let count = 0; count < 9; count++) await current().sent(id, anna);
      expect((await current().read(id, bob, [[4, 5]])).read).toEqual([[4, 5]]);
      expect((await current().read(id, bob, [[2, 2]])).read).toEqual([
        [2, 2],
        [4, 5],
      ]);
      const merged = await current().read(id, bob, [
        [3, 3],
        [7, 8],
      ]);
      expect(merged).toMatchObject({
        headSeq: 10,
        read: [
          [2, 5],
          [7, 8],
        ],
        unread: 3,
      });
      expect(merged.changed).toBe(true);
      expect(merged.covered).toBe(merged.position - 1);
      expect(await current().read(id, bob, [[3, 4]])).toEqual({
        ...merged,
        changed: false,
        covered: merged.position,
      });
      expect(await current().storage.position()).toBe(merged.position);
      const head = await current().storage.head(bob, id);
      expect(head).toMatchObject({ read: merged.read, unread: 3 });
      expect((await current().storage.loadConversation(id))?.members[1]?.read).toEqual(merged.read);
    });

    it('[RCP-1] takes many at once, one after the other, and refuses each by itself', async () => {
      const { id, anna, bob } = await group();
      const { storage } = current();
      const created = await storage.position();
      const [chen] = await current().people(1);
      if (!chen) throw new Error('one person');
      const direct = current().conversationId();
      await storage.createConversation({ kind: 'direct', id: direct, creator: anna, peer: bob, at: 1 });
      await storage.setDirectReceipts(bob, false);
      for (let count = 0; count < 5; count++) await current().sent(id, anna);
      await current().sent(direct, anna);
      const gone = await deviceOf(bob);
      await storage.deleteDevice(gone);
      const before = await storage.position();
      const outcomes = await Promise.allSettled([
        current().read(id, bob, [[2, 3]], 3),
        current().read(id, chen, [[2, 2]]),
        current().read(id, bob, [[3, 4]], 2),
        storage.report({ conversation: id, user: bob, read: [[5, 5]], delivered: 5, device: gone }),
        current().read(id, bob, [[2, 4]]),
        current().read(direct, bob, [[2, 2]]),
        current().read(id, anna, [], 6),
      ]);
      const whole = { headSeq: 6, hidden: [], changed: true };
      expect(outcomes).toEqual([
        {
          status: 'fulfilled',
          value: { ...whole, read: [[2, 3]], unread: 3, position: before + 1, covered: created },
        },
        { status: 'rejected', reason: expect.objectContaining({ code: 'not_found' }) as unknown },
        {
          status: 'fulfilled',
          value: { ...whole, read: [[2, 4]], unread: 2, position: before + 2, covered: before + 1 },
        },
        { status: 'rejected', reason: expect.objectContaining({ code: 'bad_token' }) as unknown },
        {
          status: 'fulfilled',
          value: {
            ...whole,
            read: [[2, 4]],
            unread: 2,
            changed: false,
            position: before + 2,
            covered: before + 2,
          },
        },
        {
          status: 'fulfilled',
          value: {
            ...whole,
            headSeq: 2,
            read: [[2, 2]],
            hidden: [[2, 2]],
            unread: 0,
            position: before + 3,
            covered: created + 1,
          },
        },
        {
          status: 'fulfilled',
          value: { ...whole, read: [[2, 6]], unread: 0, position: before + 4, covered: created },
        },
      ]);
      expect(await storage.head(bob, id)).toMatchObject({ read: [[2, 4]], unread: 2 });
      expect(await delivered(id, bob)).toBe(3);
      expect(await storage.position()).toBe(before + 4);
    });

    it('[RCP-1] moves the delivered cursor on, never back', async () => {
      const { id, anna, bob } = await group();
      for (let count = 0; count < 5; count++) await current().sent(id, anna);
      const first = await current().read(id, bob, [], 4);
      expect(await delivered(id, bob)).toBe(4);
      expect((await current().read(id, bob, [], 2)).position).toBe(first.position);
      expect(await delivered(id, bob)).toBe(4);
      expect((await current().read(id, bob, [], 6)).position).toBeGreaterThan(first.position);
      expect(await delivered(id, bob)).toBe(6);
    });

    it('[RCP-1] moves the cursors of many people in one commit, never back, and leaves strangers out', async () => {
      const { storage } = current();
      const { id, anna, bob } = await group();
      const [stranger] = await current().people(1);
      if (!stranger) throw new Error('one person');
      for (let count = 0; count < 5; count++) await current().sent(id, anna);
      const users = [anna, stranger, bob];
      const devices = [await deviceOf(anna), await deviceOf(stranger), await deviceOf(bob)];
      const cursors = { users, devices, seqs: [3, 4, 5] };
      expect(await storage.moveDelivered(id, cursors)).toEqual([]);
      expect([await delivered(id, anna), await delivered(id, bob)]).toEqual([3, 5]);
      expect((await storage.loadConversation(id))?.members).toHaveLength(2);
      await storage.moveDelivered(id, { users, devices, seqs: [2, 2, 5] });
      await storage.moveDelivered(current().conversationId(), cursors);
      expect([await delivered(id, anna), await delivered(id, bob)]).toEqual([3, 5]);
    });

    it('[SYN-2] a conversation has not changed by what was delivered', async () => {
      const { storage } = current();
      const { id, anna, bob } = await group();
      await current().sent(id, anna);
      const devices = [await deviceOf(bob)];
      const before = await storage.position();
      await storage.moveDelivered(id, { users: [bob], devices, seqs: [2] });
      expect(await storage.position()).toBe(before);
      expect((await storage.listHeads(bob, before, undefined, 10)).heads).toEqual([]);
    });

    it('[RCP-2] has senders read their own messages with the append', async () => {
      const { storage } = current();
      const { id, anna, bob } = await group();
      await current().sent(id, anna); // 2
      await current().sent(id, anna); // 3
      await current().sent(id, bob); // 4
      await current().sent(id, anna); // 5
      expect(await storage.head(anna, id)).toMatchObject({
        read: [
          [2, 3],
          [5, 5],
        ],
        unread: 1,
      });
      expect(await storage.head(bob, id)).toMatchObject({ read: [[4, 4]], unread: 3 });
    });

    it('[RCP-8] counts only messages of the own stays in a badge', async () => {
      const { storage } = current();
      const { id, anna, bob } = await group();
      await current().sent(id, anna); // 2
      await current().append(id, anna, { kind: 'conversation.renamed', title: 'Better' }); // 3
      await current().remove(id, anna, bob); // 4
      await current().sent(id, anna); // 5
      await current().add(id, anna, bob); // 6
      await current().sent(id, anna); // 7
      expect((await storage.head(bob, id))?.unread).toBe(2);
      expect((await current().read(id, bob, [[1, 4]])).unread).toBe(1);
      expect((await current().read(id, bob, [[6, 7]])).unread).toBe(0);
      expect((await storage.head(anna, id))?.unread).toBe(0);
    });

    it('[RCP-10] closes the oldest holes beyond 1,000 ranges, for readers and for senders', async () => {
      const { storage } = current();
      const { id, anna, bob } = await group();
      const seqs = Array.from({ length: 2 * MAX_READ_RANGES + 4 }, (_, index) => index + 2);
      for (let start = 0; start < seqs.length; start += 500) {
        await Promise.all(
          seqs.slice(start, start + 500).map((seq) => current().send(id, seq % 2 === 0 ? anna : bob)),
        );
      }
      const sender = await storage.head(anna, id);
      expect(sender?.read.length).toBe(MAX_READ_RANGES);
      expect(sender?.read.slice(0, 2)).toEqual([
        [2, 6],
        [8, 8],
      ]);
      // Each closed hole held one message of the other's.
      expect(sender?.unread).toBe(MAX_READ_RANGES);
      const [chen] = await current().people(1);
      if (!chen) throw new Error('one person');
      const other = await current().group(chen, bob);
      for (let start = 0; start < seqs.length; start += 500) {
        await Promise.all(seqs.slice(start, start + 500).map(() => current().send(other, chen)));
      }
      const reported = seqs.filter((seq) => seq % 2 === 0).map((seq) => [seq, seq] as const);
      const outcome = await current().read(other, bob, reported);
      expect(outcome.read.length).toBe(MAX_READ_RANGES);
      expect(outcome.read.slice(0, 2)).toEqual([
        [2, 6],
        [8, 8],
      ]);
      expect((await storage.head(bob, other))?.read).toEqual(outcome.read);
      expect((await storage.loadConversation(other))?.members[1]?.read).toEqual(outcome.read);
    });

    it('takes reports of a former member about their own stays', async () => {
      const { id, anna, bob } = await group();
      await current().sent(id, anna);
      await current().remove(id, anna, bob);
      await current().sent(id, anna);
      expect(await current().read(id, bob, [[1, 3]], 3)).toMatchObject({
        headSeq: 3,
        read: [[1, 3]],
        unread: 0,
      });
    });

    it('[MEM-1] refuses a report of who was never a member', async () => {
      const { id } = await group();
      const [stranger] = await current().people(1);
      if (!stranger) throw new Error('one person');
      await expect(current().read(id, stranger, [[1, 1]])).rejects.toMatchObject({ code: 'not_found' });
      const unknown = current().conversationId();
      await expect(current().read(unknown, stranger, [[1, 1]])).rejects.toMatchObject({ code: 'not_found' });
    });
  });
}
