import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../../../src/shared/model/ids.ts';
import type { ReceiptCount } from '../../../src/shared/model/receipt.ts';
import { expectCode } from '../../support/expect-code.ts';
import { IntegrationWorld } from '../../support/integration-world.ts';
import { type Actor, RelayWorld } from '../../support/relay-world.ts';
import { type OpenStorage, STORAGES } from '../../support/storages.ts';

interface Scene {
  readonly world: RelayWorld;
  readonly anna: Actor;
  readonly bo: Actor;
  readonly cy: Actor;
  readonly id: ConversationId;
}

async function scene(open: OpenStorage): Promise<Scene> {
  const world = new RelayWorld({ storage: open() });
  const [anna, bo, cy] = [
    await world.register('anna'),
    await world.register('bo'),
    await world.register('cy'),
  ];
  const { id } = await world.group(anna, bo, cy);
  return { world, anna, bo, cy, id };
}

async function counts(
  actor: Actor,
  conversation: ConversationId,
  ...seqs: number[]
): Promise<ReceiptCount[]> {
  const { receipts } = await actor.client.request('receipt.counts', { messages: [{ conversation, seqs }] });
  return receipts[0]?.counts ?? [];
}

async function head(actor: Actor) {
  const { conversations } = await actor.client.request('sync.pull', { position: 0, limit: 9 });
  return conversations[0];
}

describe.each(STORAGES)('read and delivered on $name', ({ open }) => {
  it('[RCP-3] a group with a bot is all read when all people have, and nobody reminds the bot', async () => {
    const storage = open();
    const integrations = new IntegrationWorld({ storage });
    const world = integrations.relay;
    const [anna, bo] = [await world.register('anna'), await world.register('bo')];
    const { id } = await world.group(anna, bo);
    const { seq: before } = await world.send(anna, id, 'before the bot came');
    const bot = await integrations.bot('build');
    await integrations.add(anna, id, bot);
    const { seq } = await world.send(anna, id, 'green?');
    const { seq: answer } = await world.relay.postAs(bot, id, world.newClientId(), 'green');
    expect(await counts(anna, id, before, seq)).toMatchObject([
      { receivers: 1 },
      { unread: 1, receivers: 1 },
    ]);
    await world.read(bo, id, 1, answer);
    await world.settle(anna);
    world.clock.advance(1_000);
    await world.settle(anna);
    expect(anna.client.bodies('receipt.updated').at(-1)).toMatchObject({
      counts: [
        { seq: before, unread: 0, receivers: 1 },
        { seq, unread: 0, receivers: 1 },
      ],
    });
    const list = { conversation: id, seq, list: 'unread', limit: 9 } as const;
    expect(await anna.client.request('receipt.list', list)).toMatchObject({ total: 0, entries: [] });
    await world.relay.close();
    // A relay that loads the conversation says the same as the one that saw it grow.
    const again = new RelayWorld({ storage });
    const back = await again.again(anna);
    expect(await counts(back, id, before, seq)).toEqual([
      { seq: before, unread: 0, receivers: 1 },
      { seq, unread: 0, receivers: 1 },
    ]);
  });

  it('[RCP-1] reports only add; repeating one, or going beyond the head, is harmless', async () => {
    const { world, anna, bo, id } = await scene(open);
    for (let i = 0; i < 4; i++) await world.send(anna, id, `m${i}`);
    await world.read(bo, id, 3, 4);
    await world.read(bo, id, 2);
    await world.read(bo, id, 2);
    expect((await head(bo))?.read).toEqual([[2, 4]]);
    await world.read(bo, id, 1, 2_000_000_000);
    expect((await head(bo))?.read).toEqual([[1, 5]]);
    await world.send(anna, id, 'new');
    expect(await head(bo)).toMatchObject({ unread: 1, headSeq: 6 });
    const report = { conversations: [{ conversation: id, delivered: 3 }] };
    await bo.client.request('receipt.report', report);
    const list = { conversation: id, seq: 5, list: 'read', limit: 9 } as const;
    expect((await anna.client.request('receipt.list', list)).entries).toEqual([
      { user: bo.user, delivered: true },
    ]);
  });

  it('[RCP-1] ignores what lies outside my stays, and conversations that are not mine', async () => {
    const { world, anna, bo, cy, id } = await scene(open);
    await world.send(anna, id, 'before');
    await anna.client.request('conversation.removeMembers', { conversation: id, users: [cy.user] });
    await world.send(anna, id, 'cy is away');
    const other = await world.group(bo);
    await cy.client.request('receipt.report', {
      conversations: [
        { conversation: id, read: [[1, 4]], delivered: 4 },
        { conversation: other.id, read: [[1, 1]] },
        { conversation: world.newClientId(), read: [[1, 1]] },
      ],
    });
    expect(await counts(anna, id, 2, 4)).toEqual([
      { seq: 2, unread: 1, receivers: 2 },
      { seq: 4, unread: 1, receivers: 1 },
    ]);
    expect((await head(cy))?.read).toEqual([[1, 3]]);
  });

  it('[RCP-2] a sender has read their own messages', async () => {
    const { world, anna, bo, id } = await scene(open);
    await world.send(anna, id, 'one');
    await world.send(bo, id, 'two');
    await world.send(anna, id, 'three');
    expect(await head(anna)).toMatchObject({
      read: [
        [2, 2],
        [4, 4],
      ],
      unread: 1,
    });
    expect(await counts(anna, id, 2, 4)).toMatchObject([{ unread: 2 }, { unread: 2 }]);
  });

  it('[RCP-3] later joiners are no receivers, leavers stay receivers', async () => {
    const { world, anna, bo, cy, id } = await scene(open);
    await world.send(anna, id, 'to bo and cy');
    const dan = await world.register('dan');
    await anna.client.request('conversation.addMembers', { conversation: id, users: [dan.user] });
    await cy.client.request('conversation.leave', { conversation: id });
    expect(await counts(anna, id, 2)).toEqual([{ seq: 2, unread: 2, receivers: 2 }]);
    const list = { conversation: id, seq: 2, list: 'unread', limit: 9 } as const;
    const { entries } = await anna.client.request('receipt.list', list);
    expect(entries.map(({ user }) => user)).toEqual([bo.user, cy.user].sort());
    await world.read(cy, id, 2);
    expect(await counts(anna, id, 2)).toEqual([{ seq: 2, unread: 1, receivers: 2 }]);
  });

  it('[RCP-4] counts many messages of many conversations in one request, mine only', async () => {
    const { world, anna, bo, id } = await scene(open);
    const direct = await world.direct(anna, bo);
    await world.send(anna, id, 'group');
    await world.send(bo, id, 'not mine');
    await world.send(anna, direct.id, 'direct');
    await world.read(bo, direct.id, 2);
    const { receipts } = await anna.client.request('receipt.counts', {
      messages: [
        { conversation: id, seqs: [1, 2, 3, 400] },
        { conversation: direct.id, seqs: [2] },
        { conversation: world.newClientId(), seqs: [1] },
      ],
    });
    expect(receipts).toEqual([
      { conversation: id, counts: [{ seq: 2, unread: 2, receivers: 2 }] },
      { conversation: direct.id, counts: [{ seq: 2, unread: 0, receivers: 1 }] },
    ]);
  });

  it('[RCP-5] lists readers and others by user id in pages, with who has it delivered', async () => {
    const { world, anna, bo, cy, id } = await scene(open);
    await world.send(anna, id, 'hello');
    await world.acknowledge(bo, id, 2);
    const ask = (list: 'read' | 'unread', limit: number, after?: string) =>
      anna.client.request('receipt.list', {
        conversation: id,
        seq: 2,
        list,
        limit,
        ...(after ? { after } : {}),
      });
    const first = await ask('unread', 1);
    const second = await ask('unread', 1, first.entries[0]?.user);
    expect(first).toMatchObject({ total: 2, more: true });
    expect(second).toMatchObject({ total: 2, more: false });
    const sorted = [bo, cy].sort((a, b) => (a.user < b.user ? -1 : 1));
    expect([...first.entries, ...second.entries]).toEqual(
      sorted.map(({ user }) => ({ user, delivered: user === bo.user })),
    );
    await world.read(cy, id, 2);
    expect(await ask('read', 9)).toEqual({
      total: 1,
      entries: [{ user: cy.user, delivered: true }],
      more: false,
    });
    await expectCode(
      bo.client.request('receipt.list', { conversation: id, seq: 2, list: 'read', limit: 9 }),
      'forbidden',
    );
    await expectCode(
      anna.client.request('receipt.list', { conversation: id, seq: 99, list: 'read', limit: 9 }),
      'not_found',
    );
  });

  it('[RCP-6] each online sender gets one notice per interval, of their own messages only', async () => {
    const { world, anna, bo, cy, id } = await scene(open);
    for (let i = 0; i < 3; i++) await world.send(anna, id, `anna ${i}`);
    await world.send(bo, id, 'bo');
    await world.read(cy, id, 2, 3);
    await world.read(cy, id, 4, 5);
    await world.read(bo, id, 2);
    await world.pass(200, anna, bo, cy);
    expect(anna.client.bodies('receipt.updated')).toEqual([
      {
        conversation: id,
        counts: [
          { seq: 2, unread: 0, receivers: 2 },
          { seq: 3, unread: 1, receivers: 2 },
          { seq: 4, unread: 1, receivers: 2 },
        ],
      },
    ]);
    expect(bo.client.bodies('receipt.updated')).toEqual([
      { conversation: id, counts: [{ seq: 5, unread: 1, receivers: 2 }] },
    ]);
    expect(cy.client.bodies('receipt.updated')).toEqual([]);
    await world.read(bo, id, 3);
    await world.pass(700, anna);
    expect(anna.client.bodies('receipt.updated')).toHaveLength(1);
    await world.read(bo, id, 4);
    await world.pass(300, anna);
    expect(anna.client.bodies('receipt.updated')).toHaveLength(2);
    expect(anna.client.bodies('receipt.updated')[1]?.counts).toMatchObject([
      { seq: 3, unread: 0 },
      { seq: 4, unread: 0 },
    ]);
  });

  it('[RCP-6] senders who were away find the conversation changed and ask for the counts', async () => {
    const { world, anna, bo, id } = await scene(open);
    await world.send(anna, id, 'read me');
    const { position } = await anna.client.request('sync.pull', { position: 0, limit: 9 });
    anna.client.close();
    await world.read(bo, id, 2);
    await world.pass(2_000);
    const back = await world.again(anna);
    const { conversations } = await back.client.request('sync.pull', { position, limit: 9 });
    expect(conversations.map((one) => one.id)).toEqual([id]);
    expect(await counts(back, id, 2)).toEqual([{ seq: 2, unread: 1, receivers: 2 }]);
  });

  it('[RCP-7] my other devices get my whole read set and badge; the reporting one does not', async () => {
    const { world, anna, bo, id } = await scene(open);
    const phone = await world.device('bo');
    for (let i = 0; i < 3; i++) await world.send(anna, id, `m${i}`);
    await world.read(bo, id, 2, 3);
    await world.settle(anna, bo, phone);
    expect(phone.client.bodies('read.updated')).toEqual([
      { conversation: id, headSeq: 4, read: [[2, 3]], unread: 1 },
    ]);
    expect(bo.client.bodies('read.updated')).toEqual([]);
    expect(anna.client.bodies('read.updated')).toEqual([]);
  });

  it('[RCP-8] nobody else reading moves my badge, and my own messages never count', async () => {
    const { world, anna, bo, cy, id } = await scene(open);
    for (let i = 0; i < 3; i++) await world.send(anna, id, `m${i}`);
    await world.send(bo, id, 'mine');
    expect((await head(bo))?.unread).toBe(3);
    await world.read(cy, id, 1, 5);
    await world.read(anna, id, 1, 5);
    expect((await head(bo))?.unread).toBe(3);
    await world.read(bo, id, 3);
    expect((await head(bo))?.unread).toBe(2);
    await world.read(bo, id, 1, 5);
    expect((await head(bo))?.unread).toBe(0);
    await anna.client.request('conversation.rename', { conversation: id, title: 'No message' });
    expect((await head(bo))?.unread).toBe(0);
  });

  it(
    '[RCP-10] a read set keeps at most 1,000 ranges; the oldest holes close',
    { timeout: 60_000 },
    async () => {
      const world = new RelayWorld({
        storage: open(),
        sessionLimits: { framesPerSecond: 1e9, frameBurst: 1e9 },
        accountLimits: { commandsPerSecond: 1e9, messagesPerSecond: 1e9 },
      });
      const anna = await world.register('anna');
      const bo = await world.register('bo');
      const { id: conversation } = await world.group(anna, bo);
      const messages = 2_200;
      for (let i = 0; i < messages; i++) await world.send(anna, conversation, 'm');
      for (let from = 3; from < messages; from += 200) {
        const read = Array.from({ length: 100 }, (_, i): [number, number] => [from + 2 * i, from + 2 * i]);
        await bo.client.request('receipt.report', { conversations: [{ conversation, read }] });
      }
      const mine = await head(bo);
      expect(mine?.read).toHaveLength(1_000);
      expect(mine?.read.at(-1)).toEqual([2_201, 2_201]);
      expect(mine?.read[0]?.[0]).toBe(3);
      expect(mine?.read[0]?.[1]).toBeGreaterThan(150);
      const [early, late] = await counts(anna, conversation, 4, 2_200);
      expect([early?.unread, late?.unread]).toEqual([0, 1]);
    },
  );
});
