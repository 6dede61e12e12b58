import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../../../src/shared/model/ids.ts';
import { expectCode } from '../../support/expect-code.ts';
import { type Actor, RelayWorld } from '../../support/relay-world.ts';
import { type OpenStorage, STORAGES } from '../../support/storages.ts';

interface Team {
  readonly world: RelayWorld;
  readonly owner: Actor;
  readonly admin: Actor;
  readonly member: Actor;
  readonly stranger: Actor;
  readonly conversation: ConversationId;
}

async function team(open: OpenStorage): Promise<Team> {
  const world = new RelayWorld({ storage: open() });
  const [owner, admin, member, stranger] = [
    await world.register('owner'),
    await world.register('admin'),
    await world.register('member'),
    await world.register('stranger'),
  ];
  const { id: conversation } = await world.group(owner, admin, member);
  await owner.client.request('conversation.setRole', { conversation, user: admin.user, role: 'admin' });
  return { world, owner, admin, member, stranger, conversation };
}

function lastHead(actor: Actor): unknown {
  return actor.client.bodies('conversation.changed').at(-1)?.conversation;
}

function lastEvent(actor: Actor): unknown {
  return actor.client.bodies('timeline.appended').at(-1)?.event;
}

describe.each(STORAGES)('roles in a group on $name', ({ open }) => {
  it('[MEM-9] the owner makes admins and hands over; nobody else does', async () => {
    const { world, owner, admin, member, stranger, conversation } = await team(open);
    await world.settle(admin, member);
    expect(lastHead(admin)).toMatchObject({ role: 'admin' });
    expect(lastEvent(member)).toMatchObject({ kind: 'member.roleChanged', user: admin.user, role: 'admin' });
    const one = { conversation, user: member.user };
    for (const { client } of [admin, member]) {
      await expectCode(client.request('conversation.setRole', { ...one, role: 'admin' }), 'forbidden');
      await expectCode(client.request('conversation.transfer', one), 'forbidden');
    }
    const nobody = { conversation, user: stranger.user };
    await expect(owner.client.request('conversation.transfer', nobody)).rejects.toMatchObject({
      code: 'not_found',
      field: 'user',
    });
    await owner.client.request('conversation.transfer', one);
    await world.settle(owner, member);
    expect(lastHead(member)).toMatchObject({ role: 'owner' });
    expect(lastHead(owner)).toMatchObject({ role: 'admin' });
    await expectCode(owner.client.request('conversation.transfer', one), 'forbidden');
    await member.client.request('conversation.setRole', {
      conversation,
      user: owner.user,
      role: 'member',
    });
    const { members } = await member.client.request('conversation.members', { conversation, limit: 9 });
    expect(new Map(members.map(({ user, role }) => [user, role]))).toEqual(
      new Map([
        [owner.user, 'member'],
        [admin.user, 'admin'],
        [member.user, 'owner'],
      ]),
    );
  });

  it('[MEM-8] [MEM-9] a new role is told to those whose it is, as an event to all', async () => {
    const { world, owner, admin, member, conversation } = await team(open);
    await world.settle(admin, member);
    const before = member.client.bodies('conversation.changed').length;
    await owner.client.request('conversation.setRole', { conversation, user: admin.user, role: 'member' });
    await world.settle(admin, member);
    expect(lastHead(admin)).toMatchObject({ role: 'member' });
    expect(member.client.bodies('conversation.changed')).toHaveLength(before);
    expect(lastEvent(member)).toMatchObject({ kind: 'member.roleChanged', role: 'member' });
  });

  it('[MEM-6] an admin removes members, but neither the owner nor admins', async () => {
    const { owner, admin, member, stranger, conversation } = await team(open);
    await owner.client.request('conversation.addMembers', { conversation, users: [stranger.user] });
    await owner.client.request('conversation.setRole', {
      conversation,
      user: stranger.user,
      role: 'admin',
    });
    for (const { user } of [owner, stranger]) {
      const args = { conversation, users: [member.user, user] };
      await expectCode(admin.client.request('conversation.removeMembers', args), 'forbidden');
    }
    await admin.client.request('conversation.removeMembers', { conversation, users: [member.user] });
    await owner.client.request('conversation.removeMembers', { conversation, users: [stranger.user] });
    const { total } = await owner.client.request('conversation.members', { conversation, limit: 1 });
    expect(total).toBe(2);
  });

  it('[MEM-10] the owner dissolves it: everybody hears it last, keeps what they had, and writes no more', async () => {
    const { world, owner, admin, member, conversation } = await team(open);
    await world.send(member, conversation, 'last words');
    await expectCode(admin.client.request('conversation.dissolve', { conversation }), 'forbidden');
    await owner.client.request('conversation.dissolve', { conversation });
    await world.settle(owner, admin, member);
    for (const actor of [owner, admin, member]) {
      expect(lastEvent(actor)).toMatchObject({ kind: 'conversation.dissolved', seq: 4, ordinal: 1 });
      expect(lastHead(actor)).toMatchObject({ role: null, memberships: [{ joined: 1, left: 4 }] });
      await expectCode(world.send(actor, conversation, 'more'), 'not_found');
      const pulled = await actor.client.request('timeline.pull', {
        conversation,
        from: 1,
        to: 9,
        limit: 9,
      });
      expect(pulled.events).toHaveLength(4);
    }
    const users = [member.user];
    await expectCode(owner.client.request('conversation.addMembers', { conversation, users }), 'not_found');
    const messages = [{ conversation, seqs: [3] }];
    expect((await member.client.request('receipt.counts', { messages })).receipts[0]?.counts).toEqual([
      { seq: 3, unread: 2, receivers: 2 },
    ]);
  });

  it('[MEM-11] whoever is muted writes nothing until the time is over or the mute is lifted', async () => {
    const { world, owner, admin, member, conversation } = await team(open);
    const sent = await world.send(member, conversation, 'hello');
    const until = world.clock.now() + 5_000;
    const mute = (by: Actor, of: Actor, end: number | null): Promise<unknown> =>
      by.client.request('conversation.muteMember', { conversation, user: of.user, until: end });
    await expectCode(mute(admin, owner, until), 'forbidden');
    await expectCode(mute(member, admin, until), 'forbidden');
    await mute(admin, member, until);
    await world.settle(member, owner);
    expect(lastHead(member)).toMatchObject({ mutedUntil: until });
    expect(lastEvent(owner)).toMatchObject({ kind: 'member.muted', user: member.user, until });
    await expect(world.send(member, conversation, 'hush')).rejects.toMatchObject({
      code: 'forbidden',
      retryAfterMs: 5_000,
    });
    const target = { conversation, seq: sent.seq };
    const content = { type: 'text', text: 'changed' } as const;
    await expectCode(member.client.request('message.edit', { ...target, content }), 'forbidden');
    await expectCode(
      member.client.request('message.react', { ...target, emoji: '👍', on: true }),
      'forbidden',
    );
    await world.pass(5_000);
    await world.send(member, conversation, 'again');
    await mute(owner, admin, world.clock.now() + 1e9);
    await expectCode(world.send(admin, conversation, 'hush'), 'forbidden');
    await mute(owner, admin, null);
    await world.send(admin, conversation, 'back');
    await world.settle(admin);
    expect(lastHead(admin)).not.toHaveProperty('mutedUntil');
  });

  it('[MEM-12] the announcement is set by owner and admins, and is in every head', async () => {
    const { world, admin, member, conversation } = await team(open);
    const announce = (by: Actor, text: string | null): Promise<unknown> =>
      by.client.request('conversation.setAnnouncement', { conversation, text });
    await expectCode(announce(member, 'Mine'), 'forbidden');
    await expectCode(announce(admin, 'x'.repeat(2_001)), 'bad_args');
    await announce(admin, 'Lunch at 12');
    await world.settle(member);
    expect(lastHead(member)).toMatchObject({ announcement: 'Lunch at 12' });
    expect(lastEvent(member)).toMatchObject({ kind: 'conversation.announced', text: 'Lunch at 12' });
    await announce(admin, null);
    await world.settle(member);
    expect(lastHead(member)).not.toHaveProperty('announcement');
  });

  it('[MEM-13] a link lets people in, also back in, until it is used up or revoked', async () => {
    const { world, owner, admin, member, stranger, conversation } = await team(open);
    const invite = { conversation, maxUses: 2 };
    await expectCode(member.client.request('conversation.createInvite', invite), 'forbidden');
    await expectCode(stranger.client.request('conversation.createInvite', invite), 'not_found');
    const { code } = await admin.client.request('conversation.createInvite', invite);
    const join = (actor: Actor, by = code): Promise<unknown> =>
      actor.client.request('conversation.join', { code: by });
    expect(await join(stranger)).toMatchObject({
      conversation: { id: conversation, role: 'member', memberCount: 4 },
    });
    await world.settle(owner);
    const { user } = stranger;
    expect(lastEvent(owner)).toMatchObject({ kind: 'member.added', sender: user, users: [user] });
    expect(await join(stranger)).toMatchObject({ conversation: { memberCount: 4 } });
    await owner.client.request('conversation.removeMembers', { conversation, users: [user] });
    expect(await join(stranger)).toMatchObject({ conversation: { memberships: [{}, { left: null }] } });
    await stranger.client.request('conversation.leave', { conversation });
    await expect(join(stranger)).rejects.toMatchObject({ code: 'bad_invite', field: 'code' });
    const { code: open2 } = await owner.client.request('conversation.createInvite', { conversation });
    await expectCode(member.client.request('conversation.revokeInvites', { conversation }), 'forbidden');
    await admin.client.request('conversation.revokeInvites', { conversation });
    await expectCode(join(stranger, open2), 'bad_invite');
    await expectCode(join(stranger, 'x'.repeat(43)), 'bad_invite');
  });

  it('[MEM-2] none of it is for direct conversations', async () => {
    const { world, owner, member } = await team(open);
    const { id: conversation } = await world.direct(owner, member);
    const { client } = owner;
    const one = { conversation, user: member.user };
    const asked = [
      client.request('conversation.setRole', { ...one, role: 'admin' }),
      client.request('conversation.transfer', one),
      client.request('conversation.muteMember', { ...one, until: 1 }),
      client.request('conversation.dissolve', { conversation }),
      client.request('conversation.setAnnouncement', { conversation, text: 'x' }),
      client.request('conversation.createInvite', { conversation }),
      client.request('conversation.revokeInvites', { conversation }),
    ];
    for (const one of asked) await expectCode(one, 'forbidden');
  });
});
