import { describe, expect, it } from 'vitest';
import type { ConversationId, UserId } from '../../../src/shared/model/ids.ts';
import type { Current } from './storage-fixture.ts';

export function describeHeads(current: Current): void {
  async function changed(user: UserId, since: number): Promise<ConversationId[]> {
    const { heads } = await current().storage.listHeads(user, since, undefined, 100);
    return heads.map(({ id }) => id);
  }

  describe('heads', () => {
    it('[SYN-1] lists the conversations of a person by id, in pages, with the newest commit', async () => {
      const { storage } = current();
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const ids: ConversationId[] = [];
      for (let count = 0; count < 5; count++) ids.push(await current().group(anna));
      await current().group(bob);
      // The order is that of the ids, not that of the changes.
      await current().sent(ids[0] ?? current().conversationId(), anna);
      const position = await storage.position();
      const first = await storage.listHeads(anna, 0, undefined, 3);
      expect(first).toMatchObject({ position, more: true });
      expect(first.heads.map(({ id }) => id)).toEqual(ids.slice(0, 3));
      const second = await storage.listHeads(anna, 0, ids[2], 3);
      expect(second).toMatchObject({ position, more: false });
      expect(second.heads.map(({ id }) => id)).toEqual(ids.slice(3));
      expect((await storage.listHeads(anna, 0, undefined, 5)).more).toBe(false);
    });

    it('[SYN-2] lists what changed after a commit: events, memberships, read sets and cursors of anybody', async () => {
      const { storage } = current();
      const [anna, bob, chen] = await current().people(3);
      if (!anna || !bob || !chen) throw new Error('three people');
      const id = await current().group(anna, bob);
      const quiet = await current().group(anna, bob);
      const changes: (() => Promise<unknown>)[] = [
        () => current().sent(id, bob),
        () => current().read(id, anna, [[1, 2]]),
        () => current().read(id, bob, [], 2),
        () => current().add(id, anna, chen),
        () => current().append(id, anna, { kind: 'conversation.renamed', title: 'Better' }),
      ];
      for (const change of changes) {
        const position = await storage.position();
        expect(await changed(anna, position)).toEqual([]);
        await change();
        expect(await changed(anna, position)).toEqual([id]);
        expect(await changed(bob, position)).toEqual([id]);
      }
      expect(await changed(anna, 0)).toEqual([id, quiet]);
    });

    it('[MEM-1] [MEM-5] tells a former member nothing of what came after they left', async () => {
      const { storage } = current();
      const [anna, bob, chen] = await current().people(3);
      if (!anna || !bob || !chen) throw new Error('three people');
      const id = await current().group(anna, bob);
      await current().sent(id, anna); // 2
      const before = await storage.position();
      await current().remove(id, anna, bob); // 3
      expect(await changed(bob, before)).toEqual([id]);
      const after = await storage.position();
      const parted = await storage.head(bob, id);
      expect(parted).toMatchObject({
        title: 'Plans',
        memberCount: 1,
        role: null,
        memberships: [{ joined: 1, left: 3 }],
        headSeq: 3,
        headOrdinal: 1,
        unread: 1,
      });
      await current().sent(id, anna); // 4
      await current().append(id, anna, { kind: 'conversation.renamed', title: 'Secret' }); // 5
      await current().add(id, anna, chen); // 6
      expect(await storage.head(bob, id)).toEqual(parted);
      expect(await changed(bob, after)).toEqual([]);
      await current().read(id, bob, [[2, 2]]);
      expect(await changed(bob, after)).toEqual([id]);
      await current().add(id, anna, bob); // 7
      expect(await storage.head(bob, id)).toMatchObject({
        title: 'Secret',
        memberCount: 3,
        role: 'member',
        memberships: [
          { joined: 1, left: 3 },
          { joined: 7, left: null },
        ],
        headSeq: 7,
        headOrdinal: 2,
        unread: 0,
      });
    });

    it('[MEM-1] gives no head to who was never a member', async () => {
      const { storage } = current();
      const [anna, stranger] = await current().people(2);
      if (!anna || !stranger) throw new Error('two people');
      const id = await current().group(anna);
      expect(await storage.head(stranger, id)).toBeUndefined();
      expect(await storage.head(anna, current().conversationId())).toBeUndefined();
      expect(await changed(stranger, 0)).toEqual([]);
    });
  });
}
