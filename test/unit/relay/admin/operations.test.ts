import { describe, expect, it } from 'vitest';
import type { NodeRegister } from '../../../../src/relay/storage/node-register.ts';
import { PolicyState } from '../../../../src/shared/admin/admin-views.ts';
import type { OperationResult } from '../../../../src/shared/admin/operations.ts';
import { CLOSE } from '../../../../src/shared/protocol/close-codes.ts';
import type { UserId } from '../../../../src/shared/model/ids.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { testPicture } from '../../../support/profile-pictures.ts';
import { RelayWorld, turn } from '../../../support/relay-world.ts';

const MACHINE = { origin: 'command-line', user: null, operator: 'root', address: null } as const;
const DAY_MS = 86_400_000;

function world() {
  const relay = new RelayWorld({ administration: { fixed: { receipts: 'forced' }, stored: {} } });
  const run = (operation: string, args: unknown) => relay.relay.desk.run(MACHINE, operation, args);
  return { relay, run };
}

describe('operations of administrators', () => {
  it('disconnect a device, and every device of who gets a new password or is given up', async () => {
    const { relay, run } = world();
    const [anna, bo, chen] = [
      await relay.register('anna'),
      await relay.register('bo'),
      await relay.register('chen'),
    ];
    const { devices } = await bo.client.request('device.list', {});
    await run('devices.revoke', { user: bo.user, device: devices[0]?.id });
    expect(await bo.client.closed).toMatchObject({ code: CLOSE.revoked });
    const { password } = (await run('people.resetPassword', { user: anna.user })) as { password: string };
    expect(await anna.client.closed).toMatchObject({ code: CLOSE.revoked });
    const back = relay.connect();
    await back.client.signIn('anna', password);
    await run('people.deactivate', { user: chen.user });
    expect(await chen.client.closed).toMatchObject({ code: CLOSE.revoked });
  });

  it('[MEM-14] dissolve a group before its members’ eyes', async () => {
    const { relay, run } = world();
    const [anna, bo] = [await relay.register('anna'), await relay.register('bo')];
    const group = await relay.group(anna, bo);
    await run('groups.dissolve', { conversation: group.id });
    await relay.settle(bo);
    expect(bo.client.bodies('timeline.appended').at(-1)).toMatchObject({
      event: { kind: 'conversation.dissolved', sender: anna.user, administrator: true },
    });
    await expectCode(relay.send(bo, group.id, 'too late'), 'not_found');
  });

  it('list this relay where it is alone, and those that the register knows where there are several', async () => {
    const identity = {
      id: '0190f000-0000-7000-8000-000000000001',
      version: '1.2.0',
      place: 'a:1',
      startedAt: 7,
    };
    const alone = new RelayWorld({ identity });
    await alone.register('anna');
    expect(await alone.relay.desk.run(MACHINE, 'nodes.list', {})).toEqual({
      nodes: [{ ...identity, connections: 1, seenAt: alone.clock.now(), schema: null, isThis: true }],
    });

    const reports: number[] = [];
    const other = { ...identity, id: 'another', version: '1.1.0', schema: 80, connections: 5, seenAt: 8 };
    const register: NodeRegister = {
      // The first one gets lost: the next one is told all the same.
      report: (connections) =>
        reports.push(connections) === 1 ? Promise.reject(new Error('away')) : Promise.resolve(),
      list: () => Promise.resolve([other, { ...other, ...identity }]),
    };
    const one = new RelayWorld({ identity, register });
    await one.register('bo');
    one.clock.advance(10_000);
    expect(reports).toEqual([0, 1]);
    const { nodes } = (await one.relay.desk.run(MACHINE, 'nodes.list', {})) as OperationResult<'nodes.list'>;
    expect(nodes.map(({ version, isThis }) => [version, isThis])).toEqual([
      ['1.1.0', false],
      ['1.2.0', true],
    ]);
    await one.relay.close();
    one.clock.advance(60_000);
    expect(reports).toHaveLength(2);

    expect(await world().run('nodes.list', {})).toEqual({ nodes: [] });
  });

  it('[PKT-8] give points and take them back, tell the person’s devices, and show both sides of the ledger', async () => {
    const { relay, run } = world();
    const [anna, bo] = [await relay.register('anna'), await relay.register('bo')];
    const { user } = anna;
    const order = { user, clientId: relay.makeId(), points: 50, reason: ' Spring  fair ' };
    const points = async () => (await anna.client.request('points.get', {})).points;
    const told = ({ client }: typeof anna) => client.bodies('points.changed').length;
    expect(await run('points.give', order)).toEqual({ points: 50, opened: false });
    await relay.settle(anna, bo);
    expect([told(anna), told(bo)]).toEqual([1, 0]);
    expect(await points()).toBe(1_050);
    // The answer was lost, and what was told with it.
    expect(await run('points.give', order)).toEqual({ points: 1_050, opened: true });
    await relay.settle(anna);
    expect(told(anna)).toBe(2);
    expect(await points()).toBe(1_050);
    const back = { ...order, clientId: relay.makeId() };
    await expectCode(run('points.takeBack', { ...back, points: 1_051 }), 'too_few_points');
    await expectCode(run('points.takeBack', order), 'bad_args');
    await expectCode(run('points.give', { ...back, points: 0 }), 'bad_args');
    await expectCode(run('points.give', { ...back, reason: ' ' }), 'bad_args');
    await expectCode(run('points.give', { ...back, user: relay.makeId() }), 'not_found');
    expect(await run('points.takeBack', { ...back, points: 1_000 })).toEqual({ points: 50, opened: true });
    expect(await run('points.get', { user })).toEqual({ points: 50, opened: true });
    await expectCode(run('points.get', { user: relay.makeId() }), 'not_found');
    expect(await run('points.ledger', {})).toEqual({
      opening: 1_000,
      given: 50,
      takenBack: 1_000,
      held: 50,
      inPackets: 0,
      difference: 0,
      wrong: 0,
    });
    expect(await run('audit.list', { limit: 1 })).toMatchObject({
      entries: [{ action: 'points.takenBack', label: 'anna', detail: { points: 1_000, after: 50 } }],
    });
  });

  it('[PRF-4] show the pictures that people have now', async () => {
    const { relay, run } = world();
    const [anna, bo] = [await relay.register('anna'), await relay.register('bo')];
    const [old, present] = [testPicture(10), testPicture(200)];
    for (const { base64: picture } of [old, present])
      await bo.client.request('account.setPicture', { picture });
    const users = [anna.user, bo.user, bo.user, relay.makeId()];
    const shown = { user: bo.user, picture: present.id, type: 'image/png', bytes: present.base64 };
    expect(await run('people.pictures', { users })).toEqual({ pictures: [shown] });
    expect(await run('people.list', {})).toMatchObject({ people: [{}, { picture: present.id }] });
    await bo.client.request('account.setPicture', { picture: null });
    expect(await run('people.pictures', { users })).toEqual({ pictures: [] });
    await expectCode(run('people.pictures', { users: [] }), 'bad_args');
  });

  it('show channels, their announcements, and how many those reached', async () => {
    const { relay, run } = world();
    const [anna, bo] = [await relay.register('anna'), await relay.register('bo')];
    await run('people.setAdministrator', { user: anna.user, administrator: true });
    const asked = { clientId: relay.makeId(), title: 'News' };
    const { channel } = await anna.client.request('channel.create', asked);
    const words = { title: 'Canteen', text: 'Closed', expiresAt: null, minVersion: null };
    for (const title of ['Canteen', 'Moving']) {
      const clientId = relay.makeId();
      await anna.client.request('channel.draft', { channel, clientId, ...words, title });
    }
    await anna.client.request('channel.act', { channel, seq: 1, action: { kind: 'publish' } });
    await bo.client.request('channel.report', { channels: [{ channel, read: [[1, 1]] }] });
    expect(await run('channels.list', {})).toEqual({
      channels: [
        {
          id: channel,
          title: 'News',
          owner: expect.objectContaining({ id: anna.user }) as unknown,
          publishers: 0,
          announcements: 2,
          lastReleasedAt: null,
        },
      ],
    });
    const shown = await run('channels.announcements', { channel, limit: 1 });
    expect(shown).toMatchObject({ announcements: [{ seq: 2, state: 'draft', title: 'Moving' }], more: true });
    expect(await run('channels.announcements', { channel, before: 2 })).toMatchObject({
      announcements: [{ seq: 1, state: 'published', reach: { delivered: 1, read: 1, of: 1 } }],
      more: false,
    });
    await expectCode(run('channels.announcements', { channel: relay.makeId() }), 'not_found');
  });

  it('change at once what people may do, and not what the configuration has fixed', async () => {
    const { relay, run } = world();
    const anna = await relay.register('anna');
    const group = await relay.group(anna);
    const { seq } = await relay.send(anna, group.id, 'hello');
    const set = async (change: unknown) => PolicyState.parse(await run('policies.set', change));
    expect((await set({ registration: 'closed' })).policies.registration).toBe('closed');
    await expectCode(relay.register('bo'), 'registration_closed');
    await expectCode(run('policies.set', { receipts: 'off' }), 'forbidden');
    await expectCode(run('policies.set', { editWindowHours: -1 }), 'bad_args');
    await set({ editWindowHours: 0 });
    // Whoever was told another window in the greeting greets anew.
    expect(await anna.client.closed).toMatchObject({ code: CLOSE.goingAway });
    const again = await relay.again(anna);
    const content = { type: 'text', text: 'changed' } as const;
    await expectCode(
      again.client.request('message.edit', { conversation: group.id, seq, content }),
      'forbidden',
    );
    expect((await again.client.hello()).changeWindowMs).toBe(0);
  });

  it('begin to remove old receipts when they are told for how long to keep them', async () => {
    const { relay, run } = world();
    const [anna, bo] = [await relay.register('anna'), await relay.register('bo')];
    const group = await relay.group(anna, bo);
    const { seq } = await relay.send(anna, group.id, 'hello');
    relay.clock.advance(10 * DAY_MS);
    await turn();
    await run('policies.set', { receiptRetentionDays: 5 });
    relay.clock.advance(1_000);
    await turn();
    const back = relay.connect();
    await back.client.signIn('anna');
    const messages = [{ conversation: group.id, seqs: [seq] }];
    expect(await back.client.request('receipt.counts', { messages })).toEqual({ receipts: [] });
  });

  it('invite, and tell the code once', async () => {
    const { relay, run } = world();
    const anna = await relay.register('anna');
    await run('policies.set', { registration: 'invite' });
    const made = { creator: anna.user, maxUses: 1 };
    const { code, link } = (await run('invites.create', made)) as { code: string; link: unknown };
    // Nobody knows the address of a relay that listens nowhere.
    expect(link).toBeNull();
    expect(JSON.stringify(await run('invites.list', {}))).not.toContain(code);
    const { client } = relay.connect();
    await client.hello();
    const person = { name: 'bo', displayName: 'Bo', password: 'correct horse', device: { name: 'x' } };
    await expectCode(client.request('account.register', person), 'bad_invite');
    await client.request('account.register', { ...person, invite: code });
    await expectCode(run('invites.create', { maxUses: 1 }), 'bad_args');
  });

  it('remove lines of the log that are older than they are kept', async () => {
    const { relay, run } = world();
    await relay.register('anna');
    await run('policies.set', { auditRetentionDays: 40 });
    relay.clock.advance(100 * DAY_MS);
    await turn();
    await run('policies.set', { name: 'Lab' });
    relay.clock.advance(DAY_MS);
    await turn();
    const { entries } = (await run('audit.list', {})) as { entries: { subject: string }[] };
    expect(entries.map(({ subject }) => subject)).toEqual(['name']);
  });

  it('[R12] tell where a bot is, and of nobody else', async () => {
    const { relay, run } = world();
    const [anna, bo] = [await relay.register('anna'), await relay.register('bo')];
    const { user: bot } = (await run('bots.create', { name: 'build', displayName: 'Build' })) as {
      user: UserId;
    };
    const [group, other] = [await relay.group(anna, bo), await relay.group(anna)];
    for (const { id } of [group, other]) {
      await anna.client.request('conversation.addMembers', { conversation: id, users: [bot] });
    }
    await anna.client.request('conversation.removeMembers', { conversation: other.id, users: [bot] });
    await anna.client.request('conversation.create', { kind: 'direct', peer: bot });
    const places = await run('bots.conversations', { bot });
    expect(places).toMatchObject({ conversations: [{ id: group.id, title: 'Group' }, { title: null }] });
    expect(JSON.stringify(places)).toContain(anna.user);
    await expectCode(run('bots.conversations', { bot: anna.user }), 'not_found');
  });
});
