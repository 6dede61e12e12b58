import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MessageItem } from '../../../src/shared/ipc/views.ts';
import type { MessageChange, MessageCreated, TimelineEvent } from '../../../src/shared/model/event.ts';
import type { Store } from '../../../src/main/store/port.ts';
import {
  ANNA,
  applyPush,
  BO,
  clientId,
  created,
  head,
  ME,
  message,
  messages,
  TEAM,
  temporaryFolder,
  type Fixture,
} from './fixture.ts';

type Change = MessageChange extends infer C ? (C extends unknown ? Omit<C, Envelope> : never) : never;
type Envelope = 'conversation' | 'seq' | 'ordinal' | 'sender' | 'at';

/** Bo does it, unless somebody else is named. */
function change(seq: number, what: Change, sender = BO): TimelineEvent {
  return { conversation: TEAM, seq, ordinal: 0, sender, at: seq * 1_000, ...what };
}

const edited = (seq: number, target: number, text: string): TimelineEvent =>
  change(seq, { kind: 'message.edited', target, content: { type: 'text', text } });
const recalled = (seq: number, target: number): TimelineEvent =>
  change(seq, { kind: 'message.recalled', target });
const added = (seq: number, target: number, emoji: string, sender = BO): TimelineEvent =>
  change(seq, { kind: 'reaction.added', target, emoji }, sender);
const removed = (seq: number, target: number, emoji: string, sender = BO): TimelineEvent =>
  change(seq, { kind: 'reaction.removed', target, emoji }, sender);

async function messageAt({ read }: Store, seq: number): Promise<MessageItem | undefined> {
  const [item] = await read.itemsByKey(TEAM, [`#${seq}`]);
  return item?.kind === 'message' ? item : undefined;
}

async function found({ read }: Store, text: string): Promise<(number | null)[]> {
  const { hits } = await read.search({ text, conversation: undefined, cursor: undefined, limit: 10 });
  return hits.map(({ item }) => item.seq);
}

/** What is done to messages after they were sent. */
export function changesSuite({ open, empty, team }: Fixture): void {
  /** Anna's message 2, which quotes nothing and is quoted by 3. */
  async function withMessages(): Promise<Store> {
    const store = await team();
    await applyPush(store.write, message(2, ANNA, 'first words'));
    await applyPush(store.write, message(3, ANNA, 'answer', { quote: 2 }));
    return store;
  }

  describe('changes of messages', () => {
    it('an edit changes the message, its quotes, the preview and the index, and is no item', async () => {
      const store = await team();
      await applyPush(store.write, message(2, ANNA, 'first words'));
      expect(await applyPush(store.write, edited(3, 2, 'second thoughts'))).toMatchObject({
        kind: 'applied',
        delta: { conversations: [TEAM], timelines: [{ changed: ['#2'], reset: false }] },
      });
      expect(await messageAt(store, 2)).toMatchObject({
        content: { text: 'second thoughts' },
        edited: true,
        at: 2_000,
      });
      const { items, atEnd, missing } = await store.read.page(TEAM, { at: 'latest' }, 10);
      expect(items.map(({ seq }) => seq)).toEqual([1, 2]);
      expect({ atEnd, missing }).toEqual({ atEnd: true, missing: [] });
      expect(await store.read.conversation(TEAM)).toMatchObject({
        headSeq: 3,
        unread: 1,
        lastAt: 2_000,
        last: { text: 'second thoughts' },
      });
      expect(await found(store, 'first')).toEqual([]);
      expect(await found(store, 'thoughts')).toEqual([2]);
    });

    it('[MSG-3] a recall leaves nothing of the message but its place', async () => {
      const store = await withMessages();
      for (const event of [added(4, 2, '👍'), change(5, { kind: 'message.pinned', target: 2 })])
        await applyPush(store.write, event);
      expect(await applyPush(store.write, recalled(6, 2))).toMatchObject({
        delta: { timelines: [{ changed: ['#2', '#3'] }] },
      });
      expect(await messageAt(store, 2)).toMatchObject({
        content: { type: 'recalled' },
        edited: false,
        pinned: false,
        reactions: [],
      });
      expect(await messageAt(store, 3)).toMatchObject({ quote: { seq: 2, content: { type: 'recalled' } } });
      expect(await found(store, 'first')).toEqual([]);
      // RCP-8 counts messages, whatever has become of them.
      expect((await store.read.conversation(TEAM))?.unread).toBe(2);
      await applyPush(store.write, recalled(7, 3));
      expect((await messageAt(store, 3))?.quote).toBeNull();
      expect((await store.read.conversation(TEAM))?.last).toMatchObject({ type: 'recalled', text: '' });
    });

    it('a recalled text is no longer in the file', async () => {
      const file = join(temporaryFolder(), 'store.db');
      const store = await open(file);
      const secrets = ['the vault code is 4711', `a long one ${'lorem ipsum '.repeat(1_000)}`];
      await store.write.applyHeads([head()], 1);
      await store.write.applyPage(TEAM, 1, 1, [created()]);
      const told = secrets.map((text, i) => message(2 + i, ANNA, text));
      await store.write.applyPage(TEAM, 2, 59, [...told, ...messages(4, 59)]);
      await store.write.applyHeads([head({ headSeq: 59 })], 2);
      await applyPush(store.write, recalled(60, 2));
      await applyPush(store.write, recalled(61, 3));
      expect(await found(store, 'text 30')).toEqual([30]);
      await store.close();
      const bytes = readFileSync(file);
      expect(bytes.includes('text 30')).toBe(true);
      expect(bytes.includes('vault code')).toBe(false);
      expect(bytes.includes('lorem ipsum')).toBe(false);
    });

    it('reactions are counted by emoji in the order in which they came, and mine are marked', async () => {
      const store = await withMessages();
      for (const event of [
        added(4, 2, '👍'),
        added(5, 2, '🎉', ME),
        added(6, 2, '👍', ME),
        removed(7, 2, '👍', BO),
        added(8, 2, '👍', ANNA),
      ])
        expect(await applyPush(store.write, event)).toMatchObject({
          delta: { timelines: [{ changed: ['#2'] }] },
        });
      expect((await messageAt(store, 2))?.reactions).toEqual([
        { emoji: '🎉', count: 1, mine: true, users: [ME] },
        { emoji: '👍', count: 2, mine: true, users: [ME, ANNA] },
      ]);
    });

    it('pins come and go', async () => {
      const store = await withMessages();
      await applyPush(store.write, change(4, { kind: 'message.pinned', target: 2 }));
      expect((await messageAt(store, 2))?.pinned).toBe(true);
      await applyPush(store.write, change(5, { kind: 'message.unpinned', target: 2 }));
      expect((await messageAt(store, 2))?.pinned).toBe(false);
    });

    it('the order in which pages bring changes makes no difference, nor that some come twice', async () => {
      const events: TimelineEvent[] = [
        created(),
        message(2, ANNA, 'one'),
        message(3, ANNA, 'two'),
        added(4, 2, '👍'),
        edited(5, 2, 'older'),
        change(6, { kind: 'message.pinned', target: 2 }),
        removed(7, 2, '👍'),
        edited(8, 2, 'newer'),
        added(9, 2, '🎉', ANNA),
        change(10, { kind: 'message.unpinned', target: 2 }),
        added(11, 3, '👍'),
        recalled(12, 3),
      ];
      for (const order of [
        [[1, 12]],
        [
          [1, 3],
          [11, 12],
          [8, 10],
          [4, 7],
        ],
        [
          [1, 3],
          [10, 12],
          [7, 9],
          [4, 6],
          [4, 9],
        ],
      ] as const) {
        const store = await empty();
        await store.write.applyHeads([head({ headSeq: 12 })], 1);
        for (const [from, to] of order)
          await store.write.applyPage(TEAM, from, to, events.slice(from - 1, to));
        expect(await messageAt(store, 2)).toMatchObject({
          content: { text: 'newer' },
          edited: true,
          pinned: false,
          reactions: [{ emoji: '🎉', count: 1, users: [ANNA] }],
        });
        expect(await messageAt(store, 3)).toMatchObject({ content: { type: 'recalled' }, reactions: [] });
      }
    });

    it('[MSG-1] a pulled message carries its changes; those up to its revision are not applied again', async () => {
      const store = await empty();
      await store.write.applyHeads([head({ headSeq: 40 })], 1);
      const pulled: MessageCreated = message(2, ANNA, 'now', {
        revision: 30,
        edited: true,
        pinned: true,
        reactions: [
          { emoji: '👍', count: 25, users: [BO, ANNA] },
          { emoji: '🎉', count: 1, users: [BO] },
        ],
      });
      // What changes a message that is not here needs nothing.
      const since = [removed(31, 2, '👍', ME), removed(32, 2, '🎉'), added(33, 2, '🎉', ME)];
      await store.write.applyPage(TEAM, 20, 30, [edited(20, 2, 'old'), added(21, 2, '👍')]);
      await store.write.applyPage(TEAM, 2, 19, [pulled, ...messages(3, 19)]);
      expect(await messageAt(store, 2)).toMatchObject({
        content: { text: 'now' },
        edited: true,
        pinned: true,
        reactions: [
          { emoji: '👍', count: 25, mine: false, users: [BO, ANNA] },
          { emoji: '🎉', count: 1, mine: false, users: [BO] },
        ],
      });
      await store.write.applyPage(TEAM, 31, 33, since);
      expect((await messageAt(store, 2))?.reactions).toEqual([
        { emoji: '👍', count: 24, mine: false, users: [BO, ANNA] },
        { emoji: '🎉', count: 1, mine: true, users: [ME] },
      ]);
    });

    it('my message that was changed before its confirmation came is pulled with its changes', async () => {
      const store = await team();
      const id = clientId(90);
      const content = { type: 'text', text: 'mine' } as const;
      await store.write.enqueue({ conversation: TEAM, clientId: id, content }, 2_000);
      await store.write.applyHeads([head({ headSeq: 9, read: [[2, 2]] })], 2);
      await store.write.applyPage(TEAM, 9, 9, [recalled(9, 2)]);
      await store.write.confirmSent(id, 2, 2_000);
      expect(await store.read.missing(TEAM, 1, 9)).toEqual([[2, 8]]);
      const gone = message(2, ME, '', { clientId: id, content: { type: 'recalled' }, revision: 9 });
      await store.write.applyPage(TEAM, 2, 8, [gone, ...messages(3, 8)]);
      expect(await messageAt(store, 2)).toMatchObject({ key: id, seq: 2, content: { type: 'recalled' } });
      expect(await found(store, 'mine')).toEqual([]);
    });

    it('my message that comes back changed is shown as it came', async () => {
      const store = await team();
      const id = clientId(90);
      const content = { type: 'text', text: 'mine', mentions: [ANNA, BO] } as const;
      await store.write.enqueue(
        { conversation: TEAM, clientId: id, content: { ...content, mentions: [...content.mentions] } },
        2_000,
      );
      const cut = message(2, ME, '', {
        clientId: id,
        content: { type: 'text', text: 'mine', mentions: [ANNA] },
      });
      await applyPush(store.write, cut);
      expect(await messageAt(store, 2)).toMatchObject({ content: { mentions: [ANNA] }, edited: false });
      expect(await found(store, 'mine')).toEqual([2]);
    });

    it('quotes show what is on disk, and an outbox entry keeps its quote', async () => {
      const store = await withMessages();
      expect((await messageAt(store, 3))?.quote).toEqual({
        seq: 2,
        sender: ANNA,
        content: { type: 'text', text: 'first words' },
      });
      expect((await messageAt(store, 2))?.quote).toBeNull();
      await applyPush(store.write, message(4, ANNA, 'to what?', { quote: 99 }));
      expect((await messageAt(store, 4))?.quote).toEqual({ seq: 99, sender: null, content: null });
      const entry = {
        conversation: TEAM,
        clientId: clientId(90),
        content: { type: 'card', user: BO },
        quote: 3,
      } as const;
      await store.write.enqueue(entry, 1);
      expect(await store.read.outbox(5)).toEqual([{ ...entry, upload: 'done' }]);
      expect((await store.read.conversation(TEAM))?.last).toMatchObject({ type: 'card', text: '' });
    });

    it('cards and forwards are kept; a forward is found by what it carries', async () => {
      const store = await team();
      await applyPush(store.write, message(2, ANNA, '', { content: { type: 'card', user: BO } }));
      const forwarded = [
        { sender: BO, at: 1, text: '明天开会' },
        { sender: ME, at: 2, text: 'agreed' },
      ];
      await applyPush(
        store.write,
        message(3, ANNA, '', { content: { type: 'forward', messages: forwarded } }),
      );
      expect((await messageAt(store, 2))?.content).toEqual({ type: 'card', user: BO });
      expect(await found(store, '开会')).toEqual([3]);
      expect((await store.read.conversation(TEAM))?.last).toMatchObject({
        type: 'forward',
        text: '明天开会 agreed',
      });
    });

    it('the list says that I am called, until I have read it or it is recalled', async () => {
      const store = await team();
      const mentioned = async () => (await store.read.conversation(TEAM))?.mentioned;
      const call = (seq: number, more: object) =>
        applyPush(
          store.write,
          message(seq, ANNA, '', { content: { type: 'text', text: '@Me come', ...more } }),
        );
      await call(2, { mentions: [BO] });
      expect(await mentioned()).toBe(false);
      await call(3, { mentions: [BO, ME] });
      expect(await mentioned()).toBe(true);
      expect(await messageAt(store, 2)).toMatchObject({ mentionsMe: false });
      expect(await messageAt(store, 3)).toMatchObject({ mentionsMe: true });
      await store.write.markRead(TEAM, [[3, 3]]);
      expect(await mentioned()).toBe(false);
      await call(4, { mentionsAll: true });
      expect(await mentioned()).toBe(true);
      await applyPush(store.write, recalled(5, 4));
      expect(await mentioned()).toBe(false);
    });

    it('pages go through any number of events that are no items', async () => {
      const store = await empty();
      const last = 501;
      await store.write.applyHeads([head({ headSeq: last })], 1);
      const chatter = (from: number, to: number): TimelineEvent[] =>
        Array.from({ length: to - from + 1 }, (_, i) =>
          (from + i) % 2 ? added(from + i, 2, '👍') : removed(from + i, 2, '👍'),
        );
      const seqsOf = (page: { readonly items: readonly { readonly seq: number | null }[] }) =>
        page.items.map(({ seq }) => seq);

      await store.write.applyPage(TEAM, 302, last, chatter(302, last));
      const none = await store.read.page(TEAM, { at: 'latest' }, 50);
      expect(none).toEqual({ items: [], atStart: false, atEnd: false, missing: [[252, 301]] });
      await store.write.applyPage(TEAM, 102, 301, chatter(102, 301));
      await store.write.applyPage(TEAM, 1, 101, [created(), ...messages(2, 60), ...chatter(61, 101)]);

      const latest = await store.read.page(TEAM, { at: 'latest' }, 50);
      expect(seqsOf(latest)).toEqual(messages(11, 60).map(({ seq }) => seq));
      expect(latest).toMatchObject({ atStart: false, atEnd: true, missing: [] });
      const first = await store.read.page(TEAM, { at: 'before', seq: 11 }, 50);
      expect(first).toMatchObject({ atStart: true, atEnd: false, missing: [] });
      const after = await store.read.page(TEAM, { at: 'after', seq: 60 }, 50);
      expect(after).toMatchObject({ items: [], atEnd: true });
      const around = await store.read.page(TEAM, { at: 'around', seq: 60 }, 20);
      expect(seqsOf(around)).toEqual(messages(51, 60).map(({ seq }) => seq));
      expect(around).toMatchObject({ atStart: false, atEnd: true, missing: [] });
    });
  });
}
