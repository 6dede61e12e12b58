import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/shared/protocol/limits.ts';
import type { Registration } from '../../../src/shared/protocol/commands/session.ts';
import { expectCode } from '../../support/expect-code.ts';
import { type Actor, RelayWorld, turn } from '../../support/relay-world.ts';
import type { ProtocolClient } from '../../support/protocol-client.ts';
import { seededIds } from '../../support/seeded-random.ts';
import { STORAGES, type OpenStorage } from '../../support/storages.ts';

const device = { name: 'test' };
const password = 'correct horse';

async function greeted(world: RelayWorld): Promise<ProtocolClient> {
  const { client } = world.connect();
  await client.hello();
  return client;
}

function register(client: ProtocolClient, name: string, invite?: string): Promise<unknown> {
  const args = { name, displayName: name, password, device };
  return client.request('account.register', invite === undefined ? args : { ...args, invite });
}

function worldWith(open: OpenStorage, registration: Registration): RelayWorld {
  return new RelayWorld({ storage: open(), profile: { name: 'Test', registration } });
}

describe.each(STORAGES)('registering by invite on $name', ({ open }) => {
  it('[SES-10] lets the first person in without a code, and after that nobody', async () => {
    const world = worldWith(open, 'invite');
    const client = await greeted(world);
    await register(client, 'anna');
    const next = await greeted(world);
    await expect(register(next, 'bo')).rejects.toMatchObject({ code: 'bad_invite', field: 'invite' });
    await expectCode(register(next, 'bo', 'x'.repeat(43)), 'bad_invite');
    expect(world.passwords.hashes).toBe(1);
  });

  it('[SES-10] [SES-11] takes a code as often as it may be used, and says invite in its greeting', async () => {
    const world = worldWith(open, 'invite');
    const { client: anna } = await world.register('anna');
    const { code } = await anna.request('account.createInvite', { maxUses: 1 });
    const { client } = world.connect();
    expect(await client.hello()).toMatchObject({ registration: 'invite' });
    await expectCode(register(client, 'anna', code), 'name_taken');
    await register(client, 'bo', code);
    await expectCode(register(await greeted(world), 'cy', code), 'bad_invite');
    const expiresAt = world.clock.now() + 1_000;
    const { code: short } = await anna.request('account.createInvite', { maxUses: 1_000, expiresAt });
    await register(await greeted(world), 'cy', short);
    await world.pass(1_000);
    await expectCode(register(await greeted(world), 'di', short), 'bad_invite');
  });

  it('[SES-11] is for relays that take registrations, with bounds', async () => {
    const storage = open();
    const { client: anna } = await new RelayWorld({ storage }).register('anna');
    await expectCode(anna.request('account.createInvite', { maxUses: 1_001 }), 'bad_args');
    for (let i = 0; i < LIMITS.openInvites; i++) await anna.request('account.createInvite', { maxUses: 1 });
    await expectCode(anna.request('account.createInvite', { maxUses: 1 }), 'too_many');
    const closed = new RelayWorld({
      storage,
      profile: { name: 'Closed', registration: 'closed' },
      makeId: seededIds(9),
      makeToken: () => 'token of the second relay',
    });
    const same = await closed.device('anna');
    await expectCode(same.client.request('account.createInvite', { maxUses: 1 }), 'forbidden');
  });
});

describe.each(STORAGES)('devices on $name', ({ open }) => {
  it('[SES-12] are listed with when they were last there, the latest first', async () => {
    const world = worldWith(open, 'open');
    const start = world.clock.now();
    const laptop = await world.register('anna');
    await world.pass(1_000);
    const phone = await world.device('anna');
    await world.register('bo');
    const list = async (actor: Actor): Promise<unknown[]> => {
      await world.settle(actor);
      await turn();
      return (await actor.client.request('device.list', {})).devices;
    };
    const entry = (createdAt: number, lastSeenAt: number, current: boolean): unknown =>
      expect.objectContaining({ name: 'test', createdAt, lastSeenAt, current });
    const second = start + 1_000;
    expect(await list(phone)).toEqual([entry(second, second, true), entry(start, start, false)]);
    await world.pass(1_000);
    expect(await list(laptop)).toEqual([entry(start, start + 2_000, true), entry(second, second, false)]);
    await world.pass(1_000);
    expect(await list(laptop)).toEqual([entry(start, start + 2_000, true), entry(second, second, false)]);
  });

  it('[SES-12] that are revoked are disconnected with 4003 and stay out; others stay in', async () => {
    const world = worldWith(open, 'open');
    const laptop = await world.register('anna');
    const phone = await world.device('anna');
    const bo = await world.register('bo');
    const { devices } = await laptop.client.request('device.list', {});
    const id = (current: boolean): string => devices.find((one) => one.current === current)?.id ?? '';
    await expectCode(laptop.client.request('device.revoke', { device: id(true) }), 'bad_args');
    await expectCode(bo.client.request('device.revoke', { device: id(false) }), 'not_found');
    await laptop.client.request('device.revoke', { device: id(false) });
    expect(await phone.client.closed).toMatchObject({ code: 4003 });
    await expectCode((await greeted(world)).request('session.resume', { token: phone.token }), 'bad_token');
    await expectCode(laptop.client.request('device.revoke', { device: id(false) }), 'not_found');
    await world.settle(laptop, bo);
  });

  it('[SES-12] that are revoked in the middle of a burst get nothing more written', async () => {
    const storage = open();
    let release = (): void => undefined;
    let gate = Promise.resolve();
    const held: typeof storage = {
      ...storage,
      append: async (request) => {
        await gate;
        return storage.append(request);
      },
    };
    const world = new RelayWorld({ storage: held });
    const laptop = await world.register('anna');
    const phone = await world.device('anna');
    const { id } = await world.group(laptop);
    const { devices } = await phone.client.request('device.list', {});
    const own = devices.find((one) => one.current)?.id ?? '';
    await world.send(phone, id, 'written');

    gate = new Promise((resolve) => (release = resolve));
    const burst = Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => world.send(phone, id, `burst ${index}`)),
    );
    await turn();
    await laptop.client.request('device.revoke', { device: own });
    expect(await phone.client.closed).toMatchObject({ code: 4003 });
    release();
    expect((await burst).every(({ status }) => status === 'rejected')).toBe(true);
    await turn();
    await world.send(laptop, id, 'after');
    const page = { conversation: id, from: 1, to: 99, limit: 99 };
    const { events } = await laptop.client.request('timeline.pull', page);
    expect(events.map(({ seq, sender }) => [seq, sender])).toEqual([
      [1, laptop.user],
      [2, laptop.user],
      [3, laptop.user],
    ]);
  });
});

describe.each(STORAGES)('passwords on $name', ({ open }) => {
  it('[SES-13] are changed by who knows the present one; other devices end unless kept', async () => {
    const world = worldWith(open, 'open');
    const laptop = await world.register('anna');
    const phone = await world.device('anna');
    const change = (current: string, next: string, keepDevices?: boolean): Promise<unknown> =>
      laptop.client.request('account.changePassword', {
        current,
        next,
        ...(keepDevices === undefined ? {} : { keepDevices }),
      });
    await expectCode(change('wrong', 'battery staple'), 'bad_credentials');
    await expectCode(change(password, 'short'), 'bad_args');
    await change(password, 'battery staple', true);
    await world.settle(phone, laptop);
    await change('battery staple', 'third password');
    expect(await phone.client.closed).toMatchObject({ code: 4003 });
    await world.settle(laptop);
    const fresh = await greeted(world);
    await expectCode(fresh.request('session.resume', { token: phone.token }), 'bad_token');
    for (const old of [password, 'battery staple']) {
      await expectCode(
        fresh.request('session.signIn', { name: 'anna', password: old, device }),
        'bad_credentials',
      );
    }
    await fresh.request('session.signIn', { name: 'anna', password: 'third password', device });
  });

  it('[SES-13] [SES-7] wrong ones count towards the lockout, here and at sign-in', async () => {
    const world = worldWith(open, 'open');
    const { client } = await world.register('anna');
    for (let i = 0; i < 10; i++) {
      const args = { current: 'wrong', next: 'battery staple' };
      await expectCode(client.request('account.changePassword', args), 'bad_credentials');
    }
    const right = { current: password, next: 'battery staple' };
    await expectCode(client.request('account.changePassword', right), 'locked_out');
    await expectCode(client.request('account.deactivate', { password }), 'locked_out');
    const fresh = await greeted(world);
    await expectCode(fresh.request('session.signIn', { name: 'anna', password, device }), 'locked_out');
  });
});

describe.each(STORAGES)('giving up an account on $name', ({ open }) => {
  it('[SES-14] ends sign-in and devices, leaves groups to others, keeps direct conversations', async () => {
    const world = worldWith(open, 'open');
    const anna = await world.register('anna');
    const phone = await world.device('anna');
    const bo = await world.register('bo');
    const { id: group } = await world.group(anna, bo);
    const { id: direct } = await world.direct(anna, bo);
    await world.send(anna, direct, 'goodbye');
    await expectCode(anna.client.request('account.deactivate', { password: 'wrong' }), 'bad_credentials');
    expect(await anna.client.request('account.deactivate', { password })).toEqual({});
    expect(await phone.client.closed).toMatchObject({ code: 4003 });
    await expectCode(anna.client.request('people.list', { limit: 1 }), 'not_signed_in');
    await expectCode(anna.client.request('session.resume', { token: anna.token }), 'bad_token');
    await expectCode(
      anna.client.request('session.signIn', { name: 'anna', password, device }),
      'bad_credentials',
    );

    const { conversation } = await bo.client.waitFor(
      'conversation.changed',
      (body) => body.conversation.id === group && body.conversation.role === 'owner',
    );
    expect(conversation.memberCount).toBe(1);
    const pulled = await bo.client.request('timeline.pull', {
      conversation: direct,
      from: 1,
      to: 9,
      limit: 9,
    });
    expect(pulled.events.map(({ kind }) => kind)).toEqual(['conversation.created', 'message.created']);
    expect((await bo.client.request('people.get', { users: [anna.user] })).people).toMatchObject([
      { name: 'anna', deactivated: true },
    ]);
    const { people } = await bo.client.request('people.list', { limit: 9 });
    expect(people.map(({ name }) => name)).toEqual(['bo']);
    await bo.client.request('conversation.addMembers', { conversation: group, users: [anna.user] });
    const { total } = await bo.client.request('conversation.members', { conversation: group, limit: 9 });
    expect(total).toBe(1);
    await expectCode(register(await greeted(world), 'anna'), 'name_taken');
  });
});
