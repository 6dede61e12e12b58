import { describe, expect, it } from 'vitest';
import type { Current } from './storage-fixture.ts';

export function describeFlags(current: Current): void {
  describe('flags', () => {
    it("[FLG-1] are one person's, also after they have left, and change the conversation for nobody else", async () => {
      const { storage } = current();
      const [anna, bob, chen] = await current().people(3);
      if (!anna || !bob || !chen) throw new Error('three people');
      const id = await current().group(anna, bob);
      expect((await storage.head(bob, id))?.flags).toBeNull();
      const position = await storage.position();
      const set = (user: typeof bob, change: Parameters<typeof storage.setFlags>[0]['change']) =>
        storage.setFlags({ user, conversation: id, change });

      expect(await set(bob, { pinned: true, archived: 1 })).toBe(position + 1);
      expect(await set(bob, { archived: 1 })).toBe('unchanged');
      expect(await set(bob, { unread: true, pinned: false })).toBe(position + 2);
      expect(await set(chen, { pinned: true })).toBe('not-member');
      expect(
        await storage.setFlags({ user: bob, conversation: current().conversationId(), change: {} }),
      ).toBe('not-member');
      const flags = { pinned: false, muted: false, unread: true, archived: 1 };
      expect((await storage.head(bob, id))?.flags).toEqual(flags);
      expect((await storage.head(anna, id))?.flags).toBeNull();
      const changed = async (user: typeof bob) =>
        (await storage.listHeads(user, position, undefined, 10)).heads.map((head) => head.id);
      expect(await changed(bob)).toEqual([id]);
      expect(await changed(anna)).toEqual([]);

      await current().append(id, bob, { kind: 'member.removed', users: [bob] });
      expect((await storage.head(bob, id))?.flags).toEqual(flags);
      expect(await set(bob, { archived: null, unread: false })).toBe(await storage.position());
      expect((await storage.head(bob, id))?.flags).toEqual({ ...flags, unread: false, archived: null });
    });

    it('are refused from a device that is signed out', async () => {
      const { storage } = current();
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      const id = await current().group(anna);
      await expect(
        storage.setFlags({
          user: anna,
          conversation: id,
          change: { pinned: true },
          device: current().device(anna, 'gone').id,
        }),
      ).rejects.toMatchObject({ code: 'bad_token' });
      expect((await storage.head(anna, id))?.flags).toBeNull();
    });
  });
}
