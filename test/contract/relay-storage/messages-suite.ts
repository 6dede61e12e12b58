import { describe, expect, it } from 'vitest';
import {
  MAX_EMOJI,
  MAX_EMOJI_OF_PERSON,
  MAX_PINS,
  type MessageContent,
  type TimelineEvent,
} from '../../../src/shared/model/event.ts';
import type { ConversationId, UserId } from '../../../src/shared/model/ids.ts';
import type { NewEvent } from '../../../src/relay/storage/timeline-port.ts';
import { appended, type Current } from './storage-fixture.ts';

/** The fixture sends at 20 and changes at 20. */
const OPEN = { sentAfter: 0 };
const SHUT = { sentAfter: 20 };

const EMOJI = Array.from('😀😃😄😁😆😅😂🙂🙃😉😊😇😍🤩😘😗😚😙😋😛😜');

export function describeMessages(current: Current): void {
  async function group(count: number): Promise<{ id: ConversationId; people: readonly UserId[] }> {
    const people = await current().people(count);
    const [first, ...others] = people;
    if (!first) throw new Error('people');
    return { id: await current().group(first, ...others), people };
  }

  function text(words: string): Extract<MessageContent, { type: 'text' }> {
    return { type: 'text', text: words };
  }

  function edit(target: number, words: string, window: typeof OPEN | null = OPEN): NewEvent {
    return { kind: 'message.edited', target, content: text(words), window };
  }

  function recall(target: number, window: typeof OPEN | null = OPEN): NewEvent {
    return { kind: 'message.recalled', target, window };
  }

  /** The event as this person pulls it. */
  async function seen(id: ConversationId, seq: number, reader?: UserId): Promise<TimelineEvent | undefined> {
    const page = await current().storage.readTimeline(id, [[seq, seq]], 1, Number.MAX_SAFE_INTEGER, reader);
    return page[0];
  }

  async function pair(): Promise<{ id: ConversationId; owner: UserId; member: UserId }> {
    const { id, people } = await group(2);
    const [owner, member] = people;
    if (!owner || !member) throw new Error('two people');
    return { id, owner, member };
  }

  describe('changing messages', () => {
    it('[MSG-1] [SEQ-6] gives a changed message as it is now, with what changed it last, and counts no change', async () => {
      const { id, owner, member } = await pair();
      const { seq } = await current().sent(id, member, 'before');
      const changes = [
        appended(await current().append(id, member, edit(seq, 'after'))).event,
        appended(await current().append(id, owner, { kind: 'message.pinned', target: seq })).event,
        appended(await current().append(id, owner, { kind: 'reaction.added', target: seq, emoji: '👍' }))
          .event,
      ];
      expect(changes).toMatchObject([
        { seq: 3, ordinal: 1, kind: 'message.edited', target: seq, content: text('after') },
        { seq: 4, ordinal: 1, kind: 'message.pinned', target: seq },
        { seq: 5, ordinal: 1, kind: 'reaction.added', target: seq, emoji: '👍' },
      ]);
      expect(Object.keys(changes[0] ?? {})).not.toContain('window');
      expect(await seen(id, seq)).toMatchObject({
        ...{ seq, ordinal: 1, sender: member, content: text('after') },
        ...{ edited: true, pinned: true, revision: 5 },
        reactions: [{ emoji: '👍', count: 1, users: [owner] }],
      });
      expect((await current().all(id)).slice(2)).toEqual(changes);
      const head = await current().storage.head(owner, id);
      expect(head).toMatchObject({ headSeq: 5, headOrdinal: 1, unread: 1 });
      const loaded = await current().storage.loadConversation(id);
      expect([...(loaded?.authors ?? [])]).toEqual([0, 2, 0, 0, 0]);
    });

    it('[MSG-2] lets only the sender edit, only a text, only within the window, and stores no edit that changes nothing', async () => {
      const { id, owner, member } = await pair();
      const { seq } = await current().sent(id, member, 'mine');
      const card = appended(
        await current().append(id, member, {
          kind: 'message.created',
          clientId: current().clientId(),
          content: { type: 'card', user: owner },
        }),
      ).event.seq;
      const forbidden = { kind: 'forbidden' };
      expect(await current().append(id, owner, edit(seq, 'not mine'))).toEqual(forbidden);
      expect(await current().append(id, member, edit(card, 'no text'))).toEqual(forbidden);
      expect(await current().append(id, member, edit(seq, 'late', SHUT))).toEqual(forbidden);
      expect(await current().append(id, member, edit(seq, 'never', null))).toEqual(forbidden);
      expect(await current().append(id, member, edit(seq, 'mine'))).toEqual({ kind: 'unchanged' });
      expect(await seen(id, seq)).not.toHaveProperty('revision');
      expect(await current().append(id, member, edit(99, 'nothing'))).toEqual({ kind: 'no-message' });
      expect(await current().append(id, owner, edit(1, 'no message'))).toEqual({ kind: 'no-message' });
    });

    it('[MSG-3] takes the content out of the message and of all its edits, once', async () => {
      const { storage } = current();
      const { id, owner, member } = await pair();
      const first = await current().sent(id, owner, 'quoted');
      const clientId = current().clientId();
      const said = {
        kind: 'message.created',
        clientId,
        content: text('secret one'),
        quote: first.seq,
      } as const;
      const { seq } = appended(await current().append(id, member, said)).event;
      await current().append(id, member, edit(seq, 'secret two'));
      await current().append(id, member, edit(seq, 'secret three'));
      await current().append(id, owner, { kind: 'reaction.added', target: seq, emoji: '👍' });
      await current().append(id, owner, { kind: 'message.pinned', target: seq });
      const { event } = appended(await current().append(id, member, recall(seq)));
      expect(event).toMatchObject({ kind: 'message.recalled', target: seq, ordinal: 2 });
      const position = await storage.position();
      expect(await current().append(id, member, recall(seq, SHUT))).toEqual({ kind: 'unchanged' });
      expect(await storage.position()).toBe(position);
      const all = await current().all(id);
      expect(JSON.stringify(all)).not.toContain('secret');
      expect(all.filter(({ kind }) => kind === 'message.edited')).toMatchObject([
        { content: { type: 'recalled' } },
        { content: { type: 'recalled' } },
      ]);
      expect(await seen(id, seq)).toEqual({
        ...{ conversation: id, seq, ordinal: 2, sender: member, at: 20, kind: 'message.created', clientId },
        ...{ content: { type: 'recalled' }, revision: event.seq },
      });
      expect(await storage.pins(id)).toEqual([]);
      const again = await current().append(id, member, said);
      expect(JSON.stringify(again)).not.toContain('secret');
      expect(again.kind).toBe('duplicate');
      expect((await storage.head(owner, id))?.unread).toBe(1);
    });

    it('[MSG-3] lets the sender recall within the window, managers at any time, and nobody else', async () => {
      const { id, owner, member } = await pair();
      const forbidden = { kind: 'forbidden' };
      const [early, late, managers] = [
        await current().sent(id, member),
        await current().sent(id, member),
        await current().sent(id, owner),
      ];
      expect(await current().append(id, member, recall(managers.seq))).toEqual(forbidden);
      expect(await current().append(id, member, recall(late.seq, SHUT))).toEqual(forbidden);
      expect(await current().append(id, member, recall(late.seq, null))).toEqual(forbidden);
      expect((await current().append(id, member, recall(early.seq))).kind).toBe('appended');
      expect((await current().append(id, owner, recall(late.seq, null))).kind).toBe('appended');
      expect((await current().append(id, owner, recall(managers.seq, SHUT))).kind).toBe('appended');
      expect(await current().append(id, member, recall(managers.seq))).toEqual(forbidden);
    });

    it('[MSG-4] [MSG-11] lets nothing be done to a recalled message, also in the same breath', async () => {
      const { id, owner } = await pair();
      const { seq } = await current().sent(id, owner, 'gone');
      const [, ...refused] = await Promise.all([
        current().append(id, owner, recall(seq)),
        current().append(id, owner, edit(seq, 'back')),
        current().append(id, owner, { kind: 'reaction.added', target: seq, emoji: '👍' }),
        current().append(id, owner, { kind: 'reaction.removed', target: seq, emoji: '👍' }),
        current().append(id, owner, { kind: 'message.pinned', target: seq }),
      ]);
      expect(refused).toEqual(refused.map(() => ({ kind: 'forbidden' })));
      expect(await seen(id, seq)).toMatchObject({ content: { type: 'recalled' } });
    });

    it('[MSG-5] counts everybody once per emoji, first come first named, and always names the reader', async () => {
      const { id, people } = await group(24);
      const [first] = people;
      const last = people.at(-1);
      if (!first || !last) throw new Error('people');
      const { seq } = await current().sent(id, first);
      const add = (user: UserId, emoji: string) =>
        current().append(id, user, { kind: 'reaction.added', target: seq, emoji });
      for (const user of people) expect((await add(user, '👍')).kind).toBe('appended');
      await add(last, '❤️');
      expect(await add(last, '👍')).toEqual({ kind: 'unchanged' });
      const named = people.slice(0, 20);
      expect(await seen(id, seq, first)).toMatchObject({
        reactions: [
          { emoji: '👍', count: 24, users: named },
          { emoji: '❤️', count: 1, users: [last] },
        ],
      });
      expect(await seen(id, seq, last)).toMatchObject({
        reactions: [{ count: 24, users: [...named, last] }, {}],
      });
      const remove = (user: UserId, emoji: string) =>
        current().append(id, user, { kind: 'reaction.removed', target: seq, emoji });
      expect(await remove(first, '❤️')).toEqual({ kind: 'unchanged' });
      await remove(last, '❤️');
      await remove(first, '👍');
      expect(await seen(id, seq, first)).toMatchObject({
        reactions: [{ emoji: '👍', count: 23, users: people.slice(1, 21) }],
      });
      for (const user of people.slice(1)) await remove(user, '👍');
      expect(await seen(id, seq)).not.toHaveProperty('reactions');
    });

    it(`[MSG-5] allows ${MAX_EMOJI} emoji on a message and ${MAX_EMOJI_OF_PERSON} of one person`, async () => {
      const { id, people } = await group(3);
      const [anna, bob, chen] = people;
      if (!anna || !bob || !chen) throw new Error('three people');
      const { seq } = await current().sent(id, anna);
      const add = async (user: UserId, emoji: string | undefined) =>
        (await current().append(id, user, { kind: 'reaction.added', target: seq, emoji: emoji ?? '' })).kind;
      for (const emoji of EMOJI.slice(0, 10)) expect(await add(anna, emoji)).toBe('appended');
      expect(await add(anna, EMOJI[10])).toBe('too-many');
      for (const emoji of EMOJI.slice(10, 20)) expect(await add(bob, emoji)).toBe('appended');
      expect(await add(chen, EMOJI[20])).toBe('too-many');
      expect(await add(chen, EMOJI[0])).toBe('appended');
      await current().append(id, bob, { kind: 'reaction.removed', target: seq, emoji: EMOJI[19] ?? '' });
      expect(await add(chen, EMOJI[20])).toBe('appended');
    });

    it('[MSG-6] [MSG-11] keeps pins newest first and once each, as many as there may be', async () => {
      const { storage } = current();
      const { id, owner } = await pair();
      const pin = (target: number) => current().append(id, owner, { kind: 'message.pinned', target });
      const sent = await Promise.all(Array.from({ length: MAX_PINS + 1 }, () => current().sent(id, owner)));
      const seqs = sent.map(({ seq }) => seq);
      const [first = 0, second = 0] = seqs;
      const twice = await Promise.all([pin(second), pin(second)]);
      expect(twice.map(({ kind }) => kind)).toEqual(['appended', 'unchanged']);
      await pin(first);
      expect(await storage.pins(id)).toEqual([first, second]);
      for (const seq of seqs.slice(2, MAX_PINS)) expect((await pin(seq)).kind).toBe('appended');
      expect(await pin(seqs[MAX_PINS] ?? 0)).toEqual({ kind: 'too-many' });
      const unpin = { kind: 'message.unpinned', target: first } as const;
      expect((await current().append(id, owner, unpin)).kind).toBe('appended');
      expect(await current().append(id, owner, unpin)).toEqual({ kind: 'unchanged' });
      expect((await pin(seqs[MAX_PINS] ?? 0)).kind).toBe('appended');
      expect(await seen(id, first)).not.toHaveProperty('pinned');
      expect(await storage.pins(current().conversationId())).toEqual([]);
    });

    it('[MSG-1] hides from a later joiner what was said before', async () => {
      const { id, people } = await group(1);
      const [owner] = people;
      const [late] = await current().people(1);
      if (!owner || !late) throw new Error('two people');
      const { seq } = await current().sent(id, owner);
      await current().add(id, owner, late);
      const outcomes = [
        await current().append(id, late, { kind: 'reaction.added', target: seq, emoji: '👍' }),
        await current().append(id, late, { kind: 'message.pinned', target: seq }),
        await current().append(id, late, recall(seq)),
        await current().append(id, late, {
          kind: 'message.created',
          clientId: current().clientId(),
          content: text('re'),
          quote: seq,
        }),
      ];
      expect(outcomes).toEqual(outcomes.map(() => ({ kind: 'no-message' })));
    });

    it('[SEQ-4] counts the bytes of reactions into a page', async () => {
      const { id, people } = await group(10);
      const [owner] = people;
      if (!owner) throw new Error('people');
      const first = await current().sent(id, owner, 'x');
      const second = await current().sent(id, owner, 'x');
      for (const target of [first.seq, second.seq]) {
        for (const user of people) {
          for (const emoji of EMOJI.slice(0, 5)) {
            await current().append(id, user, { kind: 'reaction.added', target, emoji });
          }
        }
      }
      const page = await current().storage.readTimeline(id, [[first.seq, second.seq]], 10, 2_000);
      expect(page.map(({ seq }) => seq)).toEqual([second.seq]);
    });
  });
}
