import { describe, expect, it } from 'vitest';
import { MAX_GROUP_MEMBERS } from '../../../src/shared/model/conversation.ts';
import { UserId } from '../../../src/shared/model/ids.ts';
import { appended, type Current } from './storage-fixture.ts';

export function describeAppend(current: Current): void {
  describe('appending', () => {
    it('[SEQ-1] [SEQ-6] gives seqs without holes in the order of the calls, and ordinals to messages', async () => {
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const id = await current().group(anna, bob);
      const outcomes = await Promise.all([
        current().send(id, anna, 'one'),
        current().append(id, anna, { kind: 'conversation.renamed', title: 'Better' }),
        current().send(id, bob, 'two'),
        current().send(id, anna, 'three'),
      ]);
      const events = outcomes.map((outcome) => appended(outcome).event);
      expect(events.map(({ seq, ordinal }) => [seq, ordinal])).toEqual([
        [2, 1],
        [3, 1],
        [4, 2],
        [5, 3],
      ]);
      expect((await current().all(id)).slice(1)).toEqual(events);
    });

    it('numbers commits upwards', async () => {
      const { storage } = current();
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      const id = await current().group(anna);
      const before = await storage.position();
      const one = appended(await current().send(id, anna)).position;
      const two = appended(await current().send(id, anna)).position;
      expect(one).toBeGreaterThan(before);
      expect(two).toBeGreaterThan(one);
      expect(await storage.position()).toBe(two);
    });

    it('[SEQ-2] stores the same client id of the same sender once, even in one breath', async () => {
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const [id, other] = [await current().group(anna, bob), await current().group(anna, bob)];
      const clientId = current().clientId();
      const [first, again] = await Promise.all([
        current().send(id, anna, 'once', clientId),
        current().send(id, anna, 'changed', clientId),
      ]);
      const { event } = appended(first);
      expect(again).toEqual({ kind: 'duplicate', event });
      expect(await current().send(id, anna, 'later', clientId)).toEqual({ kind: 'duplicate', event });
      expect((await current().send(id, bob, 'mine', clientId)).kind).toBe('appended');
      expect((await current().send(other, anna, 'there', clientId)).kind).toBe('appended');
      expect((await current().all(id)).length).toBe(3);
    });

    it('[SEQ-2] tells a former member that their message is stored, and nothing else', async () => {
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const id = await current().group(anna, bob);
      const clientId = current().clientId();
      const { event } = appended(await current().send(id, bob, 'before', clientId));
      await current().remove(id, anna, bob);
      expect(await current().send(id, bob, 'before', clientId)).toEqual({ kind: 'duplicate', event });
      expect(await current().send(id, bob, 'after')).toEqual({ kind: 'not-member' });
    });

    it('[SEQ-7] [MEM-1] refuses who is no member when the write happens', async () => {
      const [anna, bob, stranger] = await current().people(3);
      if (!anna || !bob || !stranger) throw new Error('three people');
      const id = await current().group(anna, bob);
      const [before, removed, after] = await Promise.all([
        current().send(id, bob, 'just in time'),
        current().remove(id, anna, bob),
        current().send(id, bob, 'too late'),
      ]);
      expect(appended(before).event.seq).toBeLessThan(appended(removed).event.seq);
      expect(after).toEqual({ kind: 'not-member' });
      expect(await current().send(id, stranger)).toEqual({ kind: 'not-member' });
      expect(await current().send(id, UserId.parse(current().makeId()))).toEqual({ kind: 'not-member' });
      expect(await current().send(current().conversationId(), anna)).toEqual({ kind: 'not-member' });
    });

    it('[MEM-6] refuses a member without one of the roles', async () => {
      const [anna, bob, chen] = await current().people(3);
      if (!anna || !bob || !chen) throw new Error('three people');
      const id = await current().group(anna, bob);
      const add = { kind: 'member.added', users: [chen] } as const;
      expect(await current().append(id, bob, add, ['owner', 'admin'])).toEqual({ kind: 'forbidden' });
      expect(await current().append(id, anna, add, [])).toEqual({ kind: 'forbidden' });
      expect((await current().append(id, anna, add, ['owner', 'admin'])).kind).toBe('appended');
    });

    it('[MEM-7] cuts a change to whom it concerns, and does nothing when it concerns nobody', async () => {
      const { storage } = current();
      const [anna, bob, chen] = await current().people(3);
      if (!anna || !bob || !chen) throw new Error('three people');
      const id = await current().group(anna, bob);
      const nobody = UserId.parse(current().makeId());
      const added = appended(await current().add(id, anna, bob, chen, nobody, chen));
      expect(added.event).toMatchObject({ kind: 'member.added', users: [chen] });
      const position = await storage.position();
      expect(await current().add(id, anna, bob, nobody)).toEqual({ kind: 'unchanged' });
      expect(await current().remove(id, anna, nobody)).toEqual({ kind: 'unchanged' });
      expect(await storage.position()).toBe(position);
      const removed = appended(await current().remove(id, anna, nobody, chen, chen));
      expect(removed.event).toMatchObject({ kind: 'member.removed', users: [chen] });
      expect((await storage.head(anna, id))?.memberCount).toBe(2);
    });

    it('[MEM-7] lets a group have 10,000 members and no more', { timeout: 120_000 }, async () => {
      const { storage } = current();
      const people = await current().people(MAX_GROUP_MEMBERS + 1);
      const [anna, ...others] = people;
      const last = others.pop();
      const spare = others.pop();
      if (!anna || !last || !spare) throw new Error('people');
      const id = await current().group(anna);
      for (let start = 0; start < others.length; start += 1_000) {
        await current().add(id, anna, ...others.slice(start, start + 1_000));
      }
      expect(await current().add(id, anna, last, spare)).toEqual({ kind: 'too-many' });
      expect((await current().add(id, anna, last)).kind).toBe('appended');
      expect(await current().add(id, anna, spare)).toEqual({ kind: 'too-many' });
      expect((await storage.head(last, id))?.memberCount).toBe(MAX_GROUP_MEMBERS);
    });

    it('[MEM-6] hands a group over when its owner leaves, also to nobody', async () => {
      const { storage } = current();
      const [anna, bob, chen] = await current().people(3);
      if (!anna || !bob || !chen) throw new Error('three people');
      const id = await current().group(anna, bob);
      await current().add(id, anna, chen);
      // Bob is back after Chen came: Chen's stay is the longer one.
      await current().remove(id, anna, bob);
      await current().add(id, anna, bob);
      const left = appended(await current().remove(id, anna, anna));
      expect(left.roles).toEqual([{ user: chen, role: 'owner' }]);
      expect((await storage.head(chen, id))?.role).toBe('owner');
      expect((await storage.head(anna, id))?.role).toBeNull();
      expect(appended(await current().remove(id, bob, bob)).roles).toEqual([]);
      expect(appended(await current().remove(id, chen, chen)).roles).toEqual([]);
      expect((await storage.loadConversation(id))?.members.map(({ role }) => role)).toEqual([
        null,
        null,
        null,
      ]);
    });
  });
}
