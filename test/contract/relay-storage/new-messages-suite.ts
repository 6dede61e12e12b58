import { describe, expect, it } from 'vitest';
import { MAX_FORWARDED, type MessageContent } from '../../../src/shared/model/event.ts';
import { UserId, type ClientId, type ConversationId } from '../../../src/shared/model/ids.ts';
import type { AppendOutcome } from '../../../src/relay/storage/timeline-port.ts';
import { appended, type Current } from './storage-fixture.ts';

export function describeNewMessages(current: Current): void {
  function say(
    id: ConversationId,
    sender: UserId,
    content: MessageContent,
    quote?: number,
  ): Promise<AppendOutcome> {
    return current().append(id, sender, {
      kind: 'message.created',
      clientId: current().clientId(),
      content,
      quote,
    });
  }

  function forward(
    from: ConversationId,
    seqs: readonly number[],
    to: ConversationId,
    sender: UserId,
    clientId: ClientId = current().clientId(),
  ): Promise<AppendOutcome> {
    return current().append(to, sender, { kind: 'message.forwarded', clientId, from, seqs });
  }

  describe('quotes, mentions and cards', () => {
    it('[MSG-7] quotes a message of the conversation and nothing else', async () => {
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const id = await current().group(anna, bob);
      const { seq } = await current().sent(id, anna);
      const answer = appended(await say(id, bob, { type: 'text', text: 'yes' }, seq)).event;
      expect(answer).toMatchObject({ kind: 'message.created', quote: seq });
      expect((await current().all(id)).at(-1)).toEqual(answer);
      for (const quote of [1, 99]) {
        expect(await say(id, bob, { type: 'text', text: 'no' }, quote)).toEqual({ kind: 'no-message' });
      }
    });

    it('[MSG-8] keeps the mentions of present members, each once, in an edit too', async () => {
      const [anna, bob, former] = await current().people(3);
      if (!anna || !bob || !former) throw new Error('three people');
      const id = await current().group(anna, bob, former);
      await current().remove(id, anna, former);
      const nobody = UserId.parse(current().makeId());
      const mentions = [former, bob, nobody, bob];
      const { event } = appended(await say(id, anna, { type: 'text', text: 'hi', mentions }));
      expect(event).toMatchObject({ content: { type: 'text', text: 'hi', mentions: [bob] } });
      const lonely = appended(await say(id, anna, { type: 'text', text: 'hi', mentions: [former] })).event;
      expect(lonely).toMatchObject({ content: { type: 'text', text: 'hi' } });
      expect(JSON.stringify(lonely)).not.toContain('mentions');
      const edit = await current().append(id, anna, {
        kind: 'message.edited',
        target: event.seq,
        content: { type: 'text', text: 'ho', mentions: [former, anna] },
        window: { sentAfter: 0 },
      });
      expect(appended(edit).event).toMatchObject({ content: { text: 'ho', mentions: [anna] } });
    });

    it('[MSG-8] lets everybody call all in a group of 100, and only managers in a larger one', async () => {
      const people = await current().people(101);
      const [owner, member, ...others] = people;
      const last = others.pop();
      if (!owner || !member || !last) throw new Error('people');
      const id = await current().group(owner, member, ...others);
      const all = { type: 'text', text: 'all of you', mentionsAll: true } as const;
      const { event } = appended(await say(id, member, all));
      expect(event).toMatchObject({ content: all });
      await current().add(id, owner, last);
      expect(await say(id, member, all)).toEqual({ kind: 'forbidden' });
      const edit = { kind: 'message.edited', target: event.seq, window: { sentAfter: 0 } } as const;
      const louder = { ...edit, content: { ...all, text: 'louder' } };
      expect(await current().append(id, member, louder)).toEqual({ kind: 'forbidden' });
      expect((await say(id, owner, all)).kind).toBe('appended');
    });

    it('[MSG-9] takes the card of somebody who has an account', async () => {
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const id = await current().group(anna);
      const card = { type: 'card', user: bob } as const;
      expect(appended(await say(id, anna, card)).event).toMatchObject({ content: card });
      const user = UserId.parse(current().makeId());
      expect(await say(id, anna, { type: 'card', user })).toEqual({ kind: 'no-person' });
    });
  });

  describe('forwarding', () => {
    it('[MSG-10] copies who, when and what, forwards within it laid out flat', async () => {
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const [from, to, third] = [
        await current().group(anna, bob),
        await current().group(anna),
        await current().group(anna),
      ];
      const one = await current().sent(from, anna, 'one');
      const two = await current().sent(from, bob, 'two');
      const clientId = current().clientId();
      const first = appended(await forward(from, [two.seq, one.seq], to, anna, clientId)).event;
      const copied = [
        { sender: bob, at: 20, text: 'two' },
        { sender: anna, at: 20, text: 'one' },
      ];
      expect(first).toMatchObject({
        ...{ kind: 'message.created', clientId, sender: anna, ordinal: 1 },
        content: { type: 'forward', messages: copied },
      });
      expect(await forward(from, [one.seq], to, anna, clientId)).toEqual({ kind: 'duplicate', event: first });
      const three = await current().sent(to, anna, 'three');
      const again = appended(await forward(to, [first.seq, three.seq], third, anna)).event;
      expect(again).toMatchObject({
        content: { type: 'forward', messages: [...copied, { sender: anna, at: 20, text: 'three' }] },
      });
      expect((await current().all(third)).at(-1)).toEqual(again);
    });

    it('[MSG-10] copies what was edited, and refuses what has no text to copy', async () => {
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      const id = await current().group(anna);
      const { seq } = await current().sent(id, anna, 'before');
      await current().append(id, anna, {
        kind: 'message.edited',
        target: seq,
        content: { type: 'text', text: 'after' },
        window: { sentAfter: 0 },
      });
      expect(appended(await forward(id, [seq], id, anna)).event).toMatchObject({
        content: { messages: [{ text: 'after' }] },
      });
      const card = appended(await say(id, anna, { type: 'card', user: anna })).event.seq;
      expect(await forward(id, [seq, card], id, anna)).toEqual({ kind: 'not-forwardable', index: 1 });
    });

    it('[MSG-4] [MSG-11] never copies what was recalled a moment before', async () => {
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      const [from, to] = [await current().group(anna), await current().group(anna)];
      const { seq } = await current().sent(from, anna, 'secret');
      const [, refused] = await Promise.all([
        current().append(from, anna, {
          kind: 'message.recalled',
          target: seq,
          window: { sentAfter: 0 },
        }),
        forward(from, [seq], to, anna),
      ]);
      expect(refused).toEqual({ kind: 'not-forwardable', index: 0 });
      expect((await current().all(to)).length).toBe(1);
    });

    it('[MSG-10] [MEM-1] copies nothing that the sender may not see', async () => {
      const [anna, eve] = await current().people(2);
      if (!anna || !eve) throw new Error('two people');
      const [theirs, hers] = [await current().group(anna), await current().group(eve)];
      const { seq } = await current().sent(theirs, anna, 'secret');
      const none = { kind: 'no-message' };
      expect(await forward(theirs, [seq], hers, eve)).toEqual(none);
      expect(await forward(current().conversationId(), [seq], hers, eve)).toEqual(none);
      await current().add(theirs, anna, eve);
      expect(await forward(theirs, [seq], hers, eve)).toEqual(none);
      const later = await current().sent(theirs, anna, 'for all');
      await current().remove(theirs, anna, eve);
      const after = await current().sent(theirs, anna, 'secret');
      expect(await forward(theirs, [after.seq], hers, eve)).toEqual(none);
      expect((await forward(theirs, [later.seq], hers, eve)).kind).toBe('appended');
    });

    it(`[MSG-10] copies at most ${MAX_FORWARDED} messages and 64 KiB of text`, async () => {
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      const id = await current().group(anna);
      const long = await Promise.all(
        Array.from({ length: 5 }, () => current().sent(id, anna, 'x'.repeat(16_384))),
      );
      const seqs = long.map(({ seq }) => seq);
      expect((await forward(id, seqs.slice(0, 4), id, anna)).kind).toBe('appended');
      expect(await forward(id, seqs, id, anna)).toEqual({ kind: 'too-many' });
      const { seq } = await current().sent(id, anna, 'short');
      const many = Array.from({ length: MAX_FORWARDED }, () => seq);
      const full = appended(await forward(id, many, id, anna)).event;
      expect(await forward(id, [full.seq, seq], id, anna)).toEqual({ kind: 'too-many' });
    });
  });
}
