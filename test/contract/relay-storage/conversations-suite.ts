import { describe, expect, it } from 'vitest';
import { UserId } from '../../../src/shared/model/ids.ts';
import type { Current } from './storage-fixture.ts';

export function describeConversations(current: Current): void {
  describe('creating conversations', () => {
    it('[MEM-2] keeps one direct conversation of two people, whoever asks', async () => {
      const { storage } = current();
      const [anna, bob, chen] = await current().people(3);
      if (!anna || !bob || !chen) throw new Error('three people');
      const direct = (creator: UserId, peer: UserId) =>
        storage.createConversation({
          kind: 'direct',
          id: current().conversationId(),
          creator,
          peer,
          at: 10,
        });
      const first = await direct(anna, bob);
      expect(first.created).toBe(true);
      expect(first.event).toEqual({
        kind: 'conversation.created',
        conversation: first.id,
        seq: 1,
        ordinal: 0,
        sender: anna,
        at: 10,
        title: null,
        users: [anna, bob],
      });
      expect(first.position).toBe(await current().storage.position());
      expect(await direct(bob, anna)).toEqual({ ...first, created: false, position: undefined });
      expect((await direct(anna, chen)).created).toBe(true);
      const head = await storage.head(bob, first.id);
      expect(head).toMatchObject({ kind: 'direct', title: null, peer: anna, memberCount: 2, role: 'member' });
    });

    it('[MEM-3] keeps one group for the same client id of the same person', async () => {
      const { storage } = current();
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const clientId = current().clientId();
      const create = (creator: UserId, title: string) =>
        storage.createConversation({
          kind: 'group',
          id: current().conversationId(),
          creator,
          clientId,
          title,
          users: creator === anna ? [bob] : [anna],
          at: 10,
        });
      const first = await create(anna, 'Plans');
      expect(await create(anna, 'Other title')).toEqual({ ...first, created: false, position: undefined });
      expect((await create(bob, 'Mine')).created).toBe(true);
      const head = await storage.head(anna, first.id);
      expect(head).toMatchObject({ title: 'Plans', peer: null, role: 'owner', memberCount: 2 });
      expect((await storage.head(bob, first.id))?.role).toBe('member');
    });

    it('leaves people without an account out of a new group', async () => {
      const { storage } = current();
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const id = await current().group(anna, UserId.parse(current().makeId()), bob);
      const [created] = await current().all(id);
      expect(created).toMatchObject({ kind: 'conversation.created', users: [anna, bob] });
      expect((await storage.head(anna, id))?.memberCount).toBe(2);
    });
  });

  describe('loading conversations', () => {
    it('gives members in order of first joining, their stays, read sets, cursors, and who wrote what', async () => {
      const { storage } = current();
      const [anna, bob, chen] = await current().people(3);
      if (!anna || !bob || !chen) throw new Error('three people');
      const id = await current().group(anna, chen);
      await current().sent(id, chen); // 2
      await current().add(id, anna, bob); // 3
      await current().remove(id, anna, chen); // 4
      await current().sent(id, bob); // 5
      await current().add(id, anna, chen); // 6
      await current().sent(id, anna); // 7
      await current().append(id, anna, { kind: 'conversation.renamed', title: 'Better' }); // 8
      await current().read(id, chen, [[7, 7]], 7);
      expect(await storage.loadConversation(id)).toEqual({
        id,
        kind: 'group',
        title: 'Better',
        headSeq: 8,
        headOrdinal: 3,
        members: [
          {
            user: anna,
            role: 'owner',
            memberships: [{ joined: 1, left: null }],
            delivered: 0,
            read: [[7, 7]],
          },
          {
            user: chen,
            role: 'member',
            memberships: [
              { joined: 1, left: 4 },
              { joined: 6, left: null },
            ],
            delivered: 7,
            read: [
              [2, 2],
              [7, 7],
            ],
          },
          {
            user: bob,
            role: 'member',
            memberships: [{ joined: 3, left: null }],
            delivered: 0,
            read: [[5, 5]],
          },
        ],
        authors: Int32Array.from([0, 2, 0, 0, 3, 0, 1, 0]),
      });
    });

    it('knows nothing of an id that was never given', async () => {
      expect(await current().storage.loadConversation(current().conversationId())).toBeUndefined();
    });

    it('gives what later writes do not change', async () => {
      const { storage } = current();
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const id = await current().group(anna, bob);
      const before = await storage.loadConversation(id);
      const copy = structuredClone(before);
      await current().sent(id, anna);
      await current().read(id, bob, [[1, 2]], 2);
      await current().remove(id, anna, bob);
      expect(before).toEqual(copy);
    });
  });
}
