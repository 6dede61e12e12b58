import { describe, expect, it } from 'vitest';
import type { ConversationId, UserId } from '../../../src/shared/model/ids.ts';
import type { Current } from './storage-fixture.ts';

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

export function describeTimeline(current: Current): void {
  async function filled(count: number, text = 'hello'): Promise<{ id: ConversationId; anna: UserId }> {
    const [anna] = await current().people(1);
    if (!anna) throw new Error('one person');
    const id = await current().group(anna);
    await Promise.all(Array.from({ length: count }, () => current().send(id, anna, text)));
    return { id, anna };
  }

  describe('reading timelines', () => {
    it('[SEQ-4] gives events ascending, nearest to the end first when they do not all fit', async () => {
      const { storage } = current();
      const { id } = await filled(9);
      const seqs = async (ranges: readonly (readonly [number, number])[], limit: number) =>
        (await storage.readTimeline(id, ranges, limit, NO_LIMIT)).map(({ seq }) => seq);
      expect(await seqs([[1, 99]], 100)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(await seqs([[2, 8]], 3)).toEqual([6, 7, 8]);
      const ranges = [
        [2, 3],
        [6, 7],
      ] as const;
      expect(await seqs(ranges, 3)).toEqual([3, 6, 7]);
      expect(await seqs(ranges, 100)).toEqual([2, 3, 6, 7]);
      expect(await seqs([], 100)).toEqual([]);
      expect(await seqs([[20, 30]], 100)).toEqual([]);
    });

    it('[SEQ-4] ends a page by bytes, but gives at least one event', async () => {
      const { storage } = current();
      const { id } = await filled(5, '已读'.repeat(1_000));
      const lengths = async (maxBytes: number) =>
        (await storage.readTimeline(id, [[2, 6]], 100, maxBytes)).map(({ seq }) => seq);
      expect(await lengths(1)).toEqual([6]);
      expect(await lengths(15_000)).toEqual([5, 6]);
      expect(await lengths(40_000)).toEqual([2, 3, 4, 5, 6]);
    });

    it('gives back every kind of event as it was appended', async () => {
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const { storage } = current();
      const clientId = current().clientId();
      const text = '你好 “quotes” \\ \n\u0000 🙂';
      const created = await storage.createConversation({
        kind: 'group',
        id: current().conversationId(),
        creator: anna,
        clientId: current().clientId(),
        title: '计划',
        users: [],
        at: 10,
      });
      const envelope = (seq: number, ordinal: number) =>
        ({ conversation: created.id, seq, ordinal, sender: anna, at: 20 }) as const;
      await current().send(created.id, anna, text, clientId);
      await current().append(created.id, anna, { kind: 'conversation.renamed', title: '新计划' });
      await current().add(created.id, anna, bob);
      await current().remove(created.id, anna, bob);
      expect(await current().all(created.id)).toEqual([
        created.event,
        { ...envelope(2, 1), kind: 'message.created', clientId, content: { type: 'text', text } },
        { ...envelope(3, 1), kind: 'conversation.renamed', title: '新计划' },
        { ...envelope(4, 1), kind: 'member.added', users: [bob] },
        { ...envelope(5, 1), kind: 'member.removed', users: [bob] },
      ]);
    });

    it('keeps conversations apart', async () => {
      const { id } = await filled(2);
      const { id: other } = await filled(3);
      const events = await current().all(id);
      expect(events.map(({ conversation }) => conversation)).toEqual([id, id, id]);
      expect((await current().all(other)).length).toBe(4);
      expect(await current().all(current().conversationId())).toEqual([]);
    });
  });
}
