import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../../../src/shared/model/ids.ts';
import { expectCode } from '../../support/expect-code.ts';
import { type Actor, RelayWorld } from '../../support/relay-world.ts';
import { type OpenStorage, STORAGES } from '../../support/storages.ts';

async function people(
  open: OpenStorage,
  ...names: readonly string[]
): Promise<{ world: RelayWorld; actors: Actor[] }> {
  const world = new RelayWorld({ storage: open() });
  const actors: Actor[] = [];
  for (const name of names) actors.push(await world.register(name));
  return { world, actors };
}

/** Seqs that the actor can pull. */
async function pulled(actor: Actor, conversation: ConversationId): Promise<number[]> {
  const { events } = await actor.client.request('timeline.pull', {
    conversation,
    from: 1,
    to: 500,
    limit: 200,
  });
  return events.map(({ seq }) => seq);
}

describe.each(STORAGES)('membership on $name', ({ open }) => {
  it('[MEM-1] for others a conversation does not exist, in the same words as one that never did', async () => {
    const { world, actors } = await people(open, 'anna', 'bo', 'eve');
    const [anna, bo, eve] = actors as [Actor, Actor, Actor];
    const { id } = await world.group(anna, bo);
    await world.send(anna, id, 'secret');
    const never = world.makeId();
    const answers = async (conversation: string): Promise<string[]> => {
      const content = { type: 'text', text: 'hi' } as const;
      const users = [eve.user];
      const asked = [
        eve.client.request('message.send', { conversation, clientId: world.makeId(), content }),
        eve.client.request('timeline.pull', { conversation, from: 1, to: 9, limit: 9 }),
        eve.client.request('conversation.rename', { conversation, title: 'Mine' }),
        eve.client.request('conversation.addMembers', { conversation, users }),
        eve.client.request('conversation.removeMembers', { conversation, users }),
        eve.client.request('conversation.leave', { conversation }),
        eve.client.request('conversation.members', { conversation, limit: 10 }),
        eve.client.request('receipt.list', { conversation, seq: 2, list: 'read', limit: 10 }),
      ];
      return (await Promise.allSettled(asked)).map((one) =>
        one.status === 'rejected'
          ? JSON.stringify((one.reason as { toBody(): unknown }).toBody())
          : 'allowed',
      );
    };
    const real = await answers(id);
    expect(real).toEqual(await answers(never));
    expect(new Set(real.map((body) => (JSON.parse(body) as { code: string }).code))).toEqual(
      new Set(['not_found']),
    );
    const messages = [{ conversation: id, seqs: [1, 2] }];
    expect(await eve.client.request('receipt.counts', { messages })).toEqual({ receipts: [] });
    const conversations = [{ conversation: id, delivered: 2, read: [[1, 2]] as [[number, number]] }];
    expect(await eve.client.request('receipt.report', { conversations })).toEqual({});
    expect(await eve.client.request('sync.pull', { position: 0, limit: 10 })).toMatchObject({
      conversations: [],
    });
    expect(eve.client.pushes).toEqual([]);
    const [count] = (await anna.client.request('receipt.counts', { messages })).receipts;
    expect(count?.counts).toEqual([{ seq: 2, unread: 1, receivers: 1 }]);
  });

  it('[MEM-2] two people have one direct conversation, with nobody added or removed', async () => {
    const { world, actors } = await people(open, 'anna', 'bo', 'eve');
    const [anna, bo, eve] = actors as [Actor, Actor, Actor];
    const [one, two] = await Promise.all([world.direct(anna, bo), world.direct(bo, anna)]);
    expect(two.id).toBe(one.id);
    expect((await world.direct(anna, bo)).id).toBe(one.id);
    expect(one).toMatchObject({ kind: 'direct', title: null, memberCount: 2 });
    const conversation = one.id;
    const users = [eve.user];
    await expectCode(anna.client.request('conversation.addMembers', { conversation, users }), 'forbidden');
    await expectCode(
      anna.client.request('conversation.removeMembers', { conversation, users: [bo.user] }),
      'forbidden',
    );
    await expectCode(anna.client.request('conversation.leave', { conversation }), 'forbidden');
    await expectCode(anna.client.request('conversation.rename', { conversation, title: 'x' }), 'forbidden');
    await expectCode(world.direct(anna, anna), 'bad_args');
    const nobody = { kind: 'direct', peer: world.makeId() } as const;
    await expectCode(anna.client.request('conversation.create', nobody), 'not_found');
  });

  it('[MEM-3] the same clientId by the same person makes one group', async () => {
    const { world, actors } = await people(open, 'anna', 'bo');
    const [anna, bo] = actors as [Actor, Actor];
    const args = {
      kind: 'group',
      clientId: world.makeId(),
      title: 'Once',
      users: [bo.user, bo.user, anna.user],
    } as const;
    const create = (actor: Actor) =>
      actor.client.request('conversation.create', { ...args, users: [...args.users] });
    const [one, two] = await Promise.all([create(anna), create(anna)]);
    expect(two.conversation.id).toBe(one.conversation.id);
    expect(one.conversation).toMatchObject({ memberCount: 2, role: 'owner', title: 'Once' });
    expect((await create(bo)).conversation.id).not.toBe(one.conversation.id);
  });

  it('[MEM-4] [MEM-5] each stay shows exactly its events, first and last included', async () => {
    const { world, actors } = await people(open, 'anna', 'bo');
    const [anna, bo] = actors as [Actor, Actor];
    const { id } = await world.group(anna);
    await world.send(anna, id, 'before bo');
    await anna.client.request('conversation.addMembers', { conversation: id, users: [bo.user] });
    await world.send(anna, id, 'with bo');
    await anna.client.request('conversation.removeMembers', { conversation: id, users: [bo.user] });
    await world.send(anna, id, 'without bo');
    expect(await pulled(bo, id)).toEqual([3, 4, 5]);
    await anna.client.request('conversation.addMembers', { conversation: id, users: [bo.user] });
    await world.send(anna, id, 'again');
    expect(await pulled(bo, id)).toEqual([3, 4, 5, 7, 8]);
    expect(await pulled(anna, id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const { conversations } = await bo.client.request('sync.pull', { position: 0, limit: 10 });
    expect(conversations[0]).toMatchObject({
      memberships: [
        { joined: 3, left: 5 },
        { joined: 7, left: null },
      ],
      unread: 2,
      headSeq: 8,
    });
  });

  it('[MEM-5] somebody removed gets the removal as the last event and nothing after it', async () => {
    const { world, actors } = await people(open, 'anna', 'bo');
    const [anna, bo] = actors as [Actor, Actor];
    const { id } = await world.group(anna, bo);
    await anna.client.request('conversation.removeMembers', { conversation: id, users: [bo.user] });
    await world.send(anna, id, 'private');
    await anna.client.request('conversation.rename', { conversation: id, title: 'Private' });
    await world.settle(anna, bo);
    expect(bo.client.bodies('timeline.appended').map(({ event }) => event.kind)).toEqual([
      'conversation.created',
      'member.removed',
    ]);
    expect(bo.client.frames.join()).not.toMatch(/private/i);
    await expectCode(bo.client.request('conversation.members', { conversation: id, limit: 9 }), 'not_found');
  });

  it('[MEM-6] owner and admins manage, members leave, anything else is forbidden', async () => {
    const { world, actors } = await people(open, 'anna', 'bo', 'cy');
    const [anna, bo, cy] = actors as [Actor, Actor, Actor];
    const { id: conversation } = await world.group(anna, bo);
    const users = [cy.user];
    await expectCode(bo.client.request('conversation.addMembers', { conversation, users }), 'forbidden');
    await expectCode(bo.client.request('conversation.rename', { conversation, title: 'Bo' }), 'forbidden');
    await expectCode(
      bo.client.request('conversation.removeMembers', { conversation, users: [anna.user] }),
      'forbidden',
    );
    await anna.client.request('conversation.addMembers', { conversation, users });
    await anna.client.request('conversation.rename', { conversation, title: 'Renamed' });
    await anna.client.request('conversation.leave', { conversation });
    await world.settle(bo, cy);
    expect(bo.client.bodies('conversation.changed').at(-1)?.conversation).toMatchObject({
      title: 'Renamed',
      role: 'owner',
      memberCount: 2,
    });
    expect(cy.client.bodies('conversation.changed').at(-1)?.conversation).toMatchObject({ role: 'member' });
    const { members, total } = await bo.client.request('conversation.members', { conversation, limit: 1 });
    expect(total).toBe(2);
    const [first] = members;
    const rest = await bo.client.request('conversation.members', {
      conversation,
      limit: 9,
      after: first?.user,
    });
    expect([...members, ...rest.members].map(({ user }) => user)).toEqual([bo.user, cy.user].sort());
  });

  it('[MEM-7] adding a member again or removing a stranger changes nothing', async () => {
    const { world, actors } = await people(open, 'anna', 'bo', 'cy');
    const [anna, bo, cy] = actors as [Actor, Actor, Actor];
    const { id: conversation } = await world.group(anna, bo);
    await anna.client.request('conversation.addMembers', { conversation, users: [bo.user, bo.user] });
    await anna.client.request('conversation.removeMembers', {
      conversation,
      users: [cy.user, world.makeId()],
    });
    expect(await pulled(anna, conversation)).toEqual([1]);
  });

  it('[MEM-7] refuses a member beyond 10,000', { timeout: 60_000 }, async () => {
    const world = new RelayWorld({
      storage: open(),
      sessionLimits: { framesPerSecond: 1e6, frameBurst: 1e6 },
    });
    const anna = await world.register('anna');
    const ids: string[] = [];
    for (let i = 0; i < 10_000; i++) {
      const id = world.makeId() as typeof anna.user;
      const person = { id, name: `p${i}`, displayName: `P ${i}` };
      await world.storage.createAccount({ ...person, passwordHash: '', createdAt: 0 });
      ids.push(id);
    }
    const { id: conversation } = await world.group(anna);
    for (let start = 0; start < 9_000; start += 1_000) {
      const users = ids.slice(start, start + 1_000);
      await anna.client.request('conversation.addMembers', { conversation, users });
    }
    const users = ids.slice(9_000);
    await expectCode(anna.client.request('conversation.addMembers', { conversation, users }), 'too_many');
    await anna.client.request('conversation.addMembers', { conversation, users: users.slice(1) });
    expect((await anna.client.request('conversation.members', { conversation, limit: 1 })).total).toBe(
      10_000,
    );
  });

  it('[MEM-8] whoever is added or removed gets conversation.changed on every device', async () => {
    const { world, actors } = await people(open, 'anna', 'bo', 'cy');
    const [anna, bo, cy] = actors as [Actor, Actor, Actor];
    const phone = await world.device('bo');
    const { id: conversation } = await world.group(anna, bo);
    for (const { client } of [bo, phone]) {
      const { conversation: head } = await client.waitFor('conversation.changed');
      expect(head).toMatchObject({ id: conversation, role: 'member', headSeq: 1, unread: 0 });
    }
    await anna.client.request('conversation.removeMembers', { conversation, users: [bo.user] });
    for (const { client } of [bo, phone]) {
      const { conversation: head } = await client.waitFor(
        'conversation.changed',
        (body) => body.conversation.role === null,
      );
      expect(head.memberships).toEqual([{ joined: 1, left: 2 }]);
    }
    await world.settle(cy);
    expect(cy.client.pushes).toEqual([]);
  });
});
