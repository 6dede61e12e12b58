import { describe, expect, it } from 'vitest';
import type { StoredPage } from '../../../src/main/store/port.ts';
import { expectCode } from '../../support/expect-code.ts';
import {
  ANNA,
  applyPush,
  BO,
  conversationId,
  created,
  head,
  ME,
  message,
  messages,
  TEAM,
  wordsOf,
  type Fixture,
} from './fixture.ts';

const seqsOf = (page: StoredPage): (number | null)[] => page.items.map(({ seq }) => seq);

/** Heads, pushes, pages and what is shown of them. */
export function timelineSuite({ empty, team }: Fixture): void {
  describe('timeline', () => {
    it('[SYN-5] applies a push that follows the newest, drops one it has, and reports a gap', async () => {
      const { read, write } = await team();
      expect(await applyPush(write, message(2, ANNA))).toMatchObject({
        kind: 'applied',
        delta: { conversations: [TEAM], timelines: [{ conversation: TEAM, changed: ['#2'], reset: false }] },
      });
      expect(await applyPush(write, message(2, ANNA))).toEqual({ kind: 'duplicate' });
      expect(await applyPush(write, message(4, ANNA))).toEqual({ kind: 'gap' });
      expect(await applyPush(write, message(1, ANNA, 'x', { conversation: conversationId(9) }))).toEqual({
        kind: 'gap',
      });
      expect(seqsOf(await read.page(TEAM, { at: 'latest' }, 10))).toEqual([1, 2]);
      expect(await read.conversation(TEAM)).toMatchObject({ headSeq: 2, unread: 1 });
    });

    it('[SYN-1] keeps the position only where it is given', async () => {
      const { read, write } = await empty();
      expect(await read.position()).toBe(0);
      await write.applyHeads([head()], null);
      expect(await read.position()).toBe(0);
      await write.applyHeads([], 7);
      expect(await read.position()).toBe(7);
      await write.setPosition(9);
      expect(await read.position()).toBe(9);
    });

    it('[SYN-4] knows after a head what is missing, newest first, one page at a time', async () => {
      const { read, write } = await empty();
      await write.applyHeads([head({ headSeq: 500 })], 1);
      expect(await read.page(TEAM, { at: 'latest' }, 50)).toEqual({
        items: [],
        atStart: false,
        atEnd: false,
        missing: [[451, 500]],
      });
      await write.applyPage(TEAM, 451, 500, messages(451, 500));
      const page = await read.page(TEAM, { at: 'latest' }, 50);
      expect(seqsOf(page)).toEqual(messages(451, 500).map(({ seq }) => seq));
      expect(page).toMatchObject({ atStart: false, atEnd: true, missing: [] });
      expect(await read.page(TEAM, { at: 'before', seq: 451 }, 50)).toMatchObject({
        items: [],
        missing: [[401, 450]],
      });
      expect(await read.missing(TEAM, 1, 1_000)).toEqual([[1, 450]]);
    });

    it('[SYN-5] never shows a page across a hole, and says what would fill it', async () => {
      const { read, write } = await empty();
      await write.applyHeads([head({ headSeq: 20 })], 1);
      await write.applyPage(TEAM, 1, 8, [created(), ...messages(2, 8)]);
      await write.applyPage(TEAM, 15, 20, messages(15, 20));

      const latest = await read.page(TEAM, { at: 'latest' }, 10);
      expect(seqsOf(latest)).toEqual([15, 16, 17, 18, 19, 20]);
      expect(latest).toMatchObject({ atStart: false, atEnd: true, missing: [[11, 14]] });
      expect(await read.newestMissing(TEAM, 10)).toEqual([[11, 14]]);
      expect(await read.newestMissing(TEAM, 6)).toEqual([]);
      expect(await read.newestMissing(TEAM, 200)).toEqual(
        (await read.page(TEAM, { at: 'latest' }, 200)).missing,
      );

      // The nearest that the disk has, where the next ones are missing.
      const before = await read.page(TEAM, { at: 'before', seq: 15 }, 4);
      expect(seqsOf(before)).toEqual([5, 6, 7, 8]);
      expect(before.missing).toEqual([[11, 14]]);

      const after = await read.page(TEAM, { at: 'after', seq: 6 }, 4);
      expect(seqsOf(after)).toEqual([7, 8]);
      expect(after).toMatchObject({ atEnd: false, missing: [[9, 10]] });

      const around = await read.page(TEAM, { at: 'around', seq: 7 }, 8);
      expect(seqsOf(around)).toEqual([4, 5, 6, 7, 8]);
      expect(around.missing).toEqual([[9, 11]]);

      const aroundHole = await read.page(TEAM, { at: 'around', seq: 12 }, 8);
      expect(seqsOf(aroundHole)).toEqual([5, 6, 7, 8]);
      expect(aroundHole).toMatchObject({ atEnd: false, missing: [[9, 14]] });

      await write.applyPage(TEAM, 9, 14, messages(9, 14));
      const whole = await read.page(TEAM, { at: 'around', seq: 10 }, 200);
      expect(seqsOf(whole)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(whole).toMatchObject({ atStart: true, atEnd: true, missing: [] });
    });

    it('pages forth and back without overlap', async () => {
      const { read, write } = await empty();
      await write.applyHeads([head({ headSeq: 30 })], 1);
      await write.applyPage(TEAM, 1, 30, [created(), ...messages(2, 30)]);
      expect(await read.page(TEAM, { at: 'before', seq: 11 }, 200)).toMatchObject({
        atStart: true,
        atEnd: false,
      });
      expect(seqsOf(await read.page(TEAM, { at: 'before', seq: 11 }, 3))).toEqual([8, 9, 10]);
      expect(seqsOf(await read.page(TEAM, { at: 'after', seq: 11 }, 3))).toEqual([12, 13, 14]);
      expect(seqsOf(await read.page(TEAM, { at: 'around', seq: 11 }, 4))).toEqual([10, 11, 12, 13]);
      expect(await read.page(TEAM, { at: 'before', seq: 1 }, 5)).toMatchObject({ items: [], atStart: true });
      expect(await read.page(TEAM, { at: 'after', seq: 30 }, 5)).toMatchObject({ items: [], atEnd: true });
    });

    it('[MEM-5] has no hole where I was away, and shows my stays as one timeline', async () => {
      const { read, write } = await empty();
      const memberships = [
        { joined: 3, left: 5 },
        { joined: 9, left: null },
      ];
      await write.applyHeads([head({ headSeq: 10, memberships })], 1);
      expect(await read.missing(TEAM, 1, 100)).toEqual([
        [3, 5],
        [9, 10],
      ]);
      await write.applyPage(TEAM, 3, 10, [...messages(3, 5), ...messages(9, 10)]);
      const page = await read.page(TEAM, { at: 'latest' }, 50);
      expect(seqsOf(page)).toEqual([3, 4, 5, 9, 10]);
      expect(page).toMatchObject({ atStart: true, atEnd: true, missing: [] });
    });

    it('keeps history readable when I am no longer a member', async () => {
      const { read, write } = await team();
      await applyPush(write, message(2, ANNA));
      const gone = head({ headSeq: 3, role: null, memberships: [{ joined: 1, left: 3 }], unread: 1 });
      await write.applyHeads([gone], 2);
      expect(await read.conversation(TEAM)).toMatchObject({ role: null, unread: 1 });
      expect(seqsOf(await read.page(TEAM, { at: 'latest' }, 10))).toEqual([1, 2]);
    });

    it('[SEQ-5] shows events as notices, unknown ones as not supported', async () => {
      const { read, write } = await team();
      const common = { conversation: TEAM, ordinal: 0, at: 1, sender: ANNA };
      await write.applyPage(TEAM, 1, 12, [
        { ...common, seq: 2, kind: 'member.added', users: [BO] },
        { ...common, seq: 3, kind: 'member.removed', users: [BO] },
        { ...common, seq: 4, kind: 'member.removed', users: [ANNA] },
        { ...common, seq: 5, kind: 'conversation.renamed', title: 'New' },
        { ...common, seq: 6, kind: 'poll.created', question: '?' },
        { ...common, seq: 7, kind: 'member.roleChanged', user: BO, role: 'admin' },
        { ...common, seq: 8, kind: 'member.muted', user: BO, until: null },
        { ...common, seq: 9, kind: 'conversation.announced', text: 'Be kind' },
        { ...common, seq: 10, kind: 'conversation.receiptsChanged', policy: 'forced' },
        { ...common, seq: 11, kind: 'message.reminded', target: 1 },
        { ...common, seq: 12, kind: 'conversation.dissolved' },
      ]);
      await write.applyHeads([head({ headSeq: 12 })], 2);
      const { items } = await read.page(TEAM, { at: 'latest' }, 20);
      expect(items.map((item) => (item.kind === 'notice' ? item.notice : undefined))).toEqual([
        { type: 'created' },
        { type: 'added', users: [BO] },
        { type: 'removed', users: [BO] },
        { type: 'left' },
        { type: 'renamed', title: 'New' },
        { type: 'unsupported' },
        { type: 'role', user: BO, role: 'admin' },
        { type: 'muted', user: BO, until: null },
        { type: 'announced', text: 'Be kind' },
        { type: 'receipts', policy: 'forced' },
        { type: 'reminded', seq: 1 },
        { type: 'dissolved' },
      ]);
      // Names follow from heads, not from replayed events.
      expect(await read.conversation(TEAM)).toMatchObject({ title: 'Team' });
    });

    it('stores an event once, however often its page comes', async () => {
      const { read, write } = await team();
      await applyPush(write, message(2, ANNA));
      await write.applyPage(TEAM, 1, 2, [created(), message(2, ANNA, 'again')]);
      const { items } = await read.page(TEAM, { at: 'latest' }, 10);
      expect(items).toHaveLength(2);
      expect(await read.itemsByKey(TEAM, ['#2', '#99'])).toEqual([items[1]]);
    });

    it('[SEQ-2] keeps a foreign message with my client id apart from mine', async () => {
      const { read, write } = await team();
      await applyPush(write, message(2, ME, 'mine'));
      await applyPush(write, message(3, ANNA, 'not mine', { clientId: message(2, ME).clientId }));
      const { items } = await read.page(TEAM, { at: 'latest' }, 10);
      expect(new Set(items.map(({ key }) => key)).size).toBe(3);
      expect(items.map((item) => wordsOf(item))).toEqual(['', 'mine', 'not mine']);
    });

    it('tells views to read again when the end has moved beyond what is on disk', async () => {
      const { write } = await team();
      const delta = await write.applyHeads([head({ headSeq: 9 })], 2);
      expect(delta.timelines).toMatchObject([{ conversation: TEAM, reset: true }]);
      expect(await write.applyPage(TEAM, 2, 9, messages(2, 9))).toMatchObject({
        timelines: [{ conversation: TEAM, reset: true }],
      });
    });

    it('refuses what concerns an unknown conversation', async () => {
      const { read, write } = await empty();
      await expectCode(read.page(TEAM, { at: 'latest' }, 10), 'not_found');
      await expectCode(write.applyPage(TEAM, 1, 1, []), 'not_found');
      await expectCode(write.setDraft(TEAM, ''), 'not_found');
      expect(await read.conversation(TEAM)).toBeUndefined();
      expect(await read.reportPacing(TEAM)).toBeUndefined();
    });

    it('[RCP-9] hands on how reports are to be batched', async () => {
      const { read } = await team();
      expect(await read.reportPacing(TEAM)).toEqual({ messages: 10, withinMs: 1_000 });
    });
  });
}
