import { describe, expect, it } from 'vitest';
import type { Current } from './storage-fixture.ts';

export function describeWrites(current: Current): void {
  describe('writing', () => {
    it('[FRM-5] undoes a failing write alone: its neighbours of the same moment stand', async () => {
      const { storage } = current();
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const id = await current().group(anna, bob);
      const outcomes = await Promise.allSettled([
        current().send(id, anna, 'one'),
        storage.report({
          conversation: current().conversationId(),
          user: anna,
          read: [[1, 1]],
          delivered: 0,
        }),
        current().send(id, current().account('nobody').id, 'refused'),
        storage.createDevice(current().device(current().account('nobody').id, 'hash')),
        current().send(id, bob, 'two'),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      expect(outcomes[2]).toMatchObject({ value: { kind: 'not-member' } });
      const seqs = (await current().all(id)).map(({ seq }) => seq);
      expect(seqs).toEqual([1, 2, 3]);
      expect(await storage.deviceByTokenHash('hash')).toBeUndefined();
    });

    it('shows a later read what earlier writes of the same moment did', async () => {
      const { storage } = current();
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      const id = await current().group(anna);
      const [, head, , later] = await Promise.all([
        current().send(id, anna),
        storage.head(anna, id),
        current().send(id, anna),
        storage.head(anna, id),
      ]);
      expect([head?.headSeq, later?.headSeq]).toEqual([2, 3]);
    });

    it('keeps the relay id', async () => {
      const { storage } = current();
      const id = await storage.relayId();
      expect(id.length).toBeGreaterThan(15);
      expect(await storage.relayId()).toBe(id);
    });

    it('answers open writes when it closes, and refuses later calls', async () => {
      const { storage } = current();
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      const id = await current().group(anna);
      const open = Array.from({ length: 50 }, () => current().send(id, anna));
      await storage.close();
      const outcomes = await Promise.all(open);
      expect(outcomes.every(({ kind }) => kind === 'appended')).toBe(true);
      await expect(current().send(id, anna)).rejects.toMatchObject({ code: 'shutting_down' });
      await expect(storage.position()).rejects.toMatchObject({ code: 'shutting_down' });
    });
  });
}
