import { describe, expect, it } from 'vitest';
import type { TimelineEvent } from '../../../src/shared/model/event.ts';
import type { ConversationId } from '../../../src/shared/model/ids.ts';
import type { CommandResult } from '../../../src/shared/protocol/commands.ts';
import { expectCode } from '../../support/expect-code.ts';
import { type Actor, RelayWorld } from '../../support/relay-world.ts';
import { STORAGES } from '../../support/storages.ts';

const DAY = 24 * 3_600_000;

describe.each(STORAGES)('messages on $name', ({ open }) => {
  /** Anna owns a group with Bo and Chen. */
  async function group(overrides: ConstructorParameters<typeof RelayWorld>[0] = {}) {
    const world = new RelayWorld({ storage: open(), ...overrides });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const chen = await world.register('chen');
    const { id } = await world.group(anna, bo, chen);
    return { world, anna, bo, chen, id };
  }

  async function pulled(actor: Actor, conversation: ConversationId): Promise<TimelineEvent[]> {
    const args = { conversation, from: 1, to: 500, limit: 200 };
    return (await actor.client.request('timeline.pull', args)).events;
  }

  function edit(actor: Actor, conversation: ConversationId, seq: number, text: string) {
    return actor.client.request('message.edit', { conversation, seq, content: { type: 'text', text } });
  }

  function recall(actor: Actor, conversation: ConversationId, seq: number) {
    return actor.client.request('message.recall', { conversation, seq });
  }

  function react(actor: Actor, conversation: ConversationId, seq: number, emoji: string, on = true) {
    return actor.client.request('message.react', { conversation, seq, emoji, on });
  }

  function pin(actor: Actor, conversation: ConversationId, seq: number, on = true) {
    return actor.client.request('message.pin', { conversation, seq, on });
  }

  function forward(
    actor: Actor,
    from: ConversationId,
    seqs: number[],
    conversation: ConversationId,
    clientId: string,
  ): Promise<CommandResult<'message.forward'>> {
    return actor.client.request('message.forward', { from, seqs, conversation, clientId });
  }

  it('[MSG-1] [SEQ-3] [MEM-8] pushes every change to everybody as an event, and no head', async () => {
    const { world, anna, bo, id } = await group();
    const { seq } = await world.send(bo, id, 'hello');
    await world.settle(anna, bo);
    const heads = anna.client.bodies('conversation.changed').length;
    const by = [
      await edit(bo, id, seq, 'hello!'),
      await react(anna, id, seq, '👍'),
      await react(anna, id, seq, '👍', false),
      await pin(anna, id, seq),
      await pin(anna, id, seq, false),
      await recall(bo, id, seq),
    ];
    expect(by).toEqual([3, 4, 5, 6, 7, 8].map((one) => ({ by: one })));
    await world.settle(anna, bo);
    for (const { client } of [anna, bo]) {
      const changes = client.bodies('timeline.appended').map(({ event }) => event);
      expect(changes.slice(2)).toMatchObject([
        { kind: 'message.edited', target: seq, sender: bo.user, content: { type: 'text', text: 'hello!' } },
        { kind: 'reaction.added', target: seq, sender: anna.user, emoji: '👍' },
        { kind: 'reaction.removed', target: seq, sender: anna.user, emoji: '👍' },
        { kind: 'message.pinned', target: seq, sender: anna.user },
        { kind: 'message.unpinned', target: seq, sender: anna.user },
        { kind: 'message.recalled', target: seq, sender: bo.user },
      ]);
    }
    expect(anna.client.bodies('conversation.changed')).toHaveLength(heads);
  });

  it('[MSG-1] [RCP-8] leaves badges and receipts as they were', async () => {
    const { world, anna, bo, id } = await group();
    const { seq } = await world.send(anna, id, 'hello');
    await world.read(bo, id, seq);
    await edit(anna, id, seq, 'hello!');
    await react(anna, id, seq, '👍');
    await recall(anna, id, seq);
    const counts = await anna.client.request('receipt.counts', {
      messages: [{ conversation: id, seqs: [1, 2, 3, 4, 5] }],
    });
    expect(counts.receipts).toMatchObject([{ counts: [{ seq, unread: 1, receivers: 2 }] }]);
    const heads = async (actor: Actor) =>
      (await actor.client.request('sync.pull', { position: 0, limit: 10 })).conversations;
    expect(await heads(bo)).toMatchObject([{ headSeq: 5, headOrdinal: 1, unread: 0 }]);
  });

  it('[MSG-1] gives who was away each message as it is now', async () => {
    const { world, anna, bo, chen, id } = await group();
    const { seq } = await world.send(bo, id, 'before');
    await edit(bo, id, seq, 'after');
    await react(anna, id, seq, '❤️');
    await pin(anna, id, seq);
    const [message] = (await pulled(chen, id)).filter(({ kind }) => kind === 'message.created');
    expect(message).toMatchObject({
      ...{ content: { type: 'text', text: 'after' }, edited: true, pinned: true, revision: 5 },
      reactions: [{ emoji: '❤️', count: 1, users: [anna.user] }],
    });
  });

  it('[MSG-1] [MEM-5] finds no message that the caller may not see', async () => {
    const { world, anna, id } = await group();
    const { seq } = await world.send(anna, id, 'hello');
    const eve = await world.register('eve');
    const everything = async (actor: Actor): Promise<void> => {
      const clientId = world.newClientId();
      const content = { type: 'text', text: 're' } as const;
      const { client } = actor;
      await expectCode(edit(actor, id, seq, 'mine'), 'not_found');
      await expectCode(recall(actor, id, seq), 'not_found');
      await expectCode(react(actor, id, seq, '👍'), 'not_found');
      await expectCode(
        client.request('message.send', { conversation: id, clientId, content, quote: seq }),
        'not_found',
      );
      const own = await world.group(actor);
      await expectCode(forward(actor, id, [seq], own.id, world.newClientId()), 'not_found');
    };
    await everything(eve);
    await expectCode(pin(eve, id, seq), 'not_found');
    await expectCode(eve.client.request('message.pins', { conversation: id }), 'not_found');
    await anna.client.request('conversation.addMembers', { conversation: id, users: [eve.user] });
    await pin(anna, id, seq);
    await everything(eve);
    expect(await eve.client.request('message.pins', { conversation: id })).toEqual({ seqs: [] });
    await expectCode(react(anna, id, 1, '👍'), 'not_found');
    await expectCode(react(anna, id, 99, '👍'), 'not_found');
  });

  it('[MSG-2] [MSG-3] lets the sender edit and recall for a day, and managers recall ever after', async () => {
    const { world, anna, bo, chen, id } = await group();
    const one = await world.send(bo, id, 'one');
    const two = await world.send(bo, id, 'two');
    await expectCode(edit(anna, id, one.seq, 'not mine'), 'forbidden');
    await expectCode(recall(chen, id, one.seq), 'forbidden');
    world.clock.shiftWall(DAY - 1);
    expect((await edit(bo, id, one.seq, 'uno')).by).not.toBeNull();
    expect((await recall(bo, id, one.seq)).by).not.toBeNull();
    world.clock.shiftWall(1);
    await expectCode(edit(bo, id, two.seq, 'dos'), 'forbidden');
    await expectCode(recall(bo, id, two.seq), 'forbidden');
    expect((await recall(anna, id, two.seq)).by).not.toBeNull();
  });

  it('[MSG-2] [MSG-3] nobody edits or recalls of their own where the relay says never', async () => {
    const { world, anna, bo, id } = await group({ editWindowMs: 0 });
    const { seq } = await world.send(bo, id, 'for good');
    await expectCode(edit(bo, id, seq, 'or not'), 'forbidden');
    await expectCode(recall(bo, id, seq), 'forbidden');
    const { id: direct } = await world.direct(anna, bo);
    const said = await world.send(anna, direct, 'for good');
    await expectCode(recall(anna, direct, said.seq), 'forbidden');
  });

  it('[MSG-3] in a direct conversation each recalls their own only', async () => {
    const { world, anna, bo } = await group();
    const { id } = await world.direct(anna, bo);
    const { seq } = await world.send(anna, id, 'hello');
    await expectCode(recall(bo, id, seq), 'forbidden');
    expect(await recall(anna, id, seq)).toEqual({ by: 3 });
  });

  it('[MSG-3] [MSG-4] [MSG-11] delivers nothing of what was recalled, and lets nothing be done with it', async () => {
    const { world, anna, bo, chen, id } = await group();
    const { seq } = await world.send(bo, id, 'secret');
    await edit(bo, id, seq, 'secret two');
    await pin(anna, id, seq);
    await react(chen, id, seq, '👍');
    const { by } = await recall(bo, id, seq);
    expect(await recall(bo, id, seq)).toEqual({ by: null });
    const events = await pulled(chen, id);
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(events[seq - 1]).toMatchObject({ content: { type: 'recalled' }, revision: by });
    expect(events[seq - 1]).not.toHaveProperty('edited');
    expect(await anna.client.request('message.pins', { conversation: id })).toEqual({ seqs: [] });
    await expectCode(edit(bo, id, seq, 'back'), 'forbidden');
    await expectCode(react(anna, id, seq, '👍'), 'forbidden');
    await expectCode(pin(anna, id, seq), 'forbidden');
    await expect(forward(anna, id, [seq], id, world.newClientId())).rejects.toMatchObject({
      ...{ code: 'bad_args', field: 'seqs.0' },
    });
  });

  it('[MSG-3] says who recalled it, where that is not its sender', async () => {
    const { world, anna, bo, chen, id } = await group();
    const { seq: first } = await world.send(bo, id, 'one');
    const { seq: second } = await world.send(bo, id, 'two');
    await edit(bo, id, first, 'one, edited');
    await recall(anna, id, first);
    await recall(bo, id, second);
    const events = await pulled(chen, id);
    expect(events[first - 1]).toMatchObject({ content: { type: 'recalled', by: anna.user } });
    expect(events.find(({ kind }) => kind === 'message.edited')).toMatchObject({
      content: { type: 'recalled', by: anna.user },
    });
    expect(events[second - 1]).not.toHaveProperty('content.by');
  });

  it('[MSG-5] [MSG-11] takes a reaction once, also from two devices at once', async () => {
    const { world, anna, bo, id } = await group();
    const phone = await world.device('anna');
    const { seq } = await world.send(bo, id, 'hello');
    const both = await Promise.all([react(anna, id, seq, '👍'), react(phone, id, seq, '👍')]);
    expect(both.map(({ by }) => by).sort()).toEqual([3, null]);
    const [message] = (await pulled(bo, id)).filter(({ kind }) => kind === 'message.created');
    expect(message).toMatchObject({ reactions: [{ count: 1, users: [anna.user] }] });
    for (const emoji of ['👨‍👩‍👧‍👦', '🇩🇪', '👍🏽', '❤️'])
      expect((await react(anna, id, seq, emoji)).by).not.toBeNull();
    for (const emoji of ['', 'a', '👍👍', '<b>']) await expectCode(react(anna, id, seq, emoji), 'bad_args');
    for (const emoji of ['😀', '😃', '😄', '😁', '😆']) await react(anna, id, seq, emoji);
    await expectCode(react(anna, id, seq, '😅'), 'too_many');
  });

  it('[MSG-6] lets managers pin in a group and both in a direct conversation', async () => {
    const { world, anna, bo, id } = await group();
    const one = await world.send(bo, id, 'one');
    const two = await world.send(bo, id, 'two');
    await expectCode(pin(bo, id, one.seq), 'forbidden');
    expect((await pin(anna, id, two.seq)).by).not.toBeNull();
    expect((await pin(anna, id, one.seq)).by).not.toBeNull();
    expect(await pin(anna, id, one.seq)).toEqual({ by: null });
    await expectCode(pin(bo, id, one.seq, false), 'forbidden');
    expect(await bo.client.request('message.pins', { conversation: id })).toEqual({
      seqs: [one.seq, two.seq],
    });
    const { id: direct } = await world.direct(anna, bo);
    const said = await world.send(anna, direct, 'hello');
    expect((await pin(bo, direct, said.seq)).by).not.toBeNull();
  });

  it('[MSG-7] [MSG-8] [MSG-9] carries quotes, mentions and name cards', async () => {
    const { world, anna, bo, chen, id } = await group();
    const eve = await world.register('eve');
    const { seq } = await world.send(bo, id, 'who?');
    const send = (content: object, quote?: number) =>
      anna.client.request('message.send', {
        ...{ conversation: id, clientId: world.newClientId(), quote },
        content: content as { type: 'card'; user: string },
      });
    await send({ type: 'text', text: '@chen @eve', mentions: [chen.user, eve.user] }, seq);
    await send({ type: 'text', text: '@all', mentionsAll: true });
    await send({ type: 'card', user: eve.user });
    expect((await pulled(chen, id)).slice(2)).toMatchObject([
      { quote: seq, content: { type: 'text', text: '@chen @eve', mentions: [chen.user] } },
      { content: { mentionsAll: true } },
      { content: { type: 'card', user: eve.user } },
    ]);
    await expectCode(send({ type: 'card', user: world.makeId() }), 'not_found');
    await expectCode(send({ type: 'recalled' }), 'bad_args');
    const words = [{ sender: bo.user, at: 1, text: 'never said' }];
    await expectCode(send({ type: 'forward', messages: words }), 'bad_args');
  });

  it('[MSG-10] [SEQ-2] forwards copies as one message, once', async () => {
    const { world, anna, bo, chen, id } = await group();
    const one = await world.send(bo, id, 'one');
    world.clock.shiftWall(60_000);
    const two = await world.send(chen, id, 'two');
    const { id: other } = await world.direct(anna, bo);
    const clientId = world.newClientId();
    const [first, again] = await Promise.all([
      forward(anna, id, [one.seq, two.seq], other, clientId),
      forward(anna, id, [one.seq, two.seq], other, clientId),
    ]);
    expect(again).toEqual(first);
    const content = {
      type: 'forward',
      messages: [
        { sender: bo.user, at: one.at, text: 'one' },
        { sender: chen.user, at: two.at, text: 'two' },
      ],
    };
    expect((await pulled(bo, other)).slice(1)).toMatchObject([{ sender: anna.user, ordinal: 1, content }]);
    await world.settle(bo);
    expect(bo.client.bodies('timeline.appended').at(-1)?.event).toMatchObject({ content });
    const card = await anna.client.request('message.send', {
      ...{ conversation: id, clientId: world.newClientId(), content: { type: 'card', user: bo.user } },
    });
    await expect(forward(anna, id, [one.seq, card.seq], other, world.newClientId())).rejects.toMatchObject({
      code: 'bad_args',
      field: 'seqs.1',
    });
    const large = [];
    for (let i = 0; i < 5; i++) large.push((await world.send(bo, id, 'x'.repeat(16_000))).seq);
    await expectCode(forward(anna, id, large, other, world.newClientId()), 'too_many');
  });

  it('[MSG-11] leaves a racing edit and recall with nothing to deliver', async () => {
    const { world, anna, bo, id } = await group();
    for (let round = 0; round < 10; round++) {
      const { seq } = await world.send(bo, id, 'secret');
      await Promise.allSettled([
        edit(bo, id, seq, 'secret two'),
        recall(round % 2 === 0 ? bo : anna, id, seq),
        edit(bo, id, seq, 'secret three'),
        pin(anna, id, seq),
        react(bo, id, seq, '👍'),
      ]);
    }
    const events = await pulled(anna, id);
    expect(events.filter(({ kind }) => kind === 'message.recalled')).toHaveLength(10);
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(events.filter((event) => 'reactions' in event || 'pinned' in event)).toEqual([]);
    expect(await anna.client.request('message.pins', { conversation: id })).toEqual({ seqs: [] });
  });
});
