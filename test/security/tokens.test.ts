import { afterEach, describe, expect, it } from 'vitest';
import type { RelayStorage } from '../../src/relay/storage/port.ts';
import { encodeRequest } from '../../src/shared/protocol/codec.ts';
import { expectCode } from '../support/expect-code.ts';
import type { ProtocolClient } from '../support/protocol-client.ts';
import { turn } from '../support/relay-world.ts';
import { STORAGES } from '../support/storages.ts';
import { WsRelay } from '../support/ws-relay.ts';

const device = { name: 'test' };
const password = 'correct horse';

let relay: WsRelay;

afterEach(() => relay.stop());

async function greeted(): Promise<ProtocolClient> {
  const client = await relay.connect();
  await client.hello();
  return client;
}

async function ownDevice(client: ProtocolClient): Promise<string> {
  const { devices } = await client.request('device.list', {});
  return devices.find(({ current }) => current)?.id ?? '';
}

describe.each(STORAGES)('a token that is stolen, on $name', ({ open }) => {
  type Ending = (owner: ProtocolClient, thief: ProtocolClient) => Promise<unknown>;
  const endings: readonly (readonly [string, Ending])[] = [
    ['revoked', async (owner, thief) => owner.request('device.revoke', { device: await ownDevice(thief) })],
    ['signed out', (_, thief) => thief.request('session.signOut', {})],
    [
      'of before a password change',
      (owner) => owner.request('account.changePassword', { current: password, next: 'battery staple' }),
    ],
    ['of an account given up', (owner) => owner.request('account.deactivate', { password })],
  ];

  it.each(endings)('[SES-4] [SES-12] is of no use any more once it is %s', async (_name, end) => {
    relay = await WsRelay.start({ storage: open() });
    const owner = await relay.connect();
    await owner.register('anna');
    const stolen = await greeted();
    const { token } = await stolen.request('session.signIn', { name: 'anna', password, device });
    const twin = await greeted();
    await twin.request('session.resume', { token });
    await end(owner, stolen);
    expect(await twin.closed).toMatchObject({ code: 4003 });
    for (let i = 0; i < 3; i++) {
      await expectCode((await greeted()).request('session.resume', { token }), 'bad_token');
    }
    // Neither is a token good for anything else.
    const other = await greeted();
    await expectCode(
      other.request('session.signIn', { name: 'anna', password: token, device }),
      'bad_credentials',
    );
    await expectCode(
      other.request('account.register', { name: 'eve', displayName: 'Eve', password: 'short', device }),
      'bad_args',
    );
  });
});

/** Holds every write back until it is told to let go. */
function gated(storage: RelayStorage): { storage: RelayStorage; hold(): void; release(): void } {
  let gate = Promise.resolve();
  let open = (): void => undefined;
  return {
    storage: {
      ...storage,
      append: (request) => gate.then(() => storage.append(request)),
      report: (request) => gate.then(() => storage.report(request)),
      moveDelivered: (...args) => gate.then(() => storage.moveDelivered(...args)),
      changePassword: (...args) => gate.then(() => storage.changePassword(...args)),
      createConversation: (conversation) => gate.then(() => storage.createConversation(conversation)),
      deactivateAccount: (...args) => gate.then(() => storage.deactivateAccount(...args)),
    },
    hold: () => {
      gate = new Promise((resolve) => (open = resolve));
    },
    release: () => open(),
  };
}

describe.each(STORAGES)('a device that is revoked in the middle of a burst, on $name', ({ open }) => {
  it('[SES-12] stores nothing more, is told nothing more, and is disconnected', async () => {
    const gate = gated(open());
    relay = await WsRelay.start({ storage: gate.storage });
    const owner = await relay.connect();
    const { user } = await owner.register('anna');
    const thief = await greeted();
    await thief.request('session.signIn', { name: 'anna', password, device });
    const bo = await relay.connect();
    const { user: peer } = await bo.register('bo');
    const { makeId } = relay.world;
    const { conversation: head } = await owner.request('conversation.create', {
      kind: 'group',
      clientId: makeId(),
      title: 'Group',
      users: [peer.id],
    });
    const conversation = head.id;
    const say = (client: ProtocolClient, text: string): Promise<unknown> =>
      client.request('message.send', { conversation, clientId: makeId(), content: { type: 'text', text } });
    await say(bo, 'unread');
    const lost = await ownDevice(thief);

    gate.hold();
    const burst = [
      ...Array.from({ length: 20 }, (_, index) => say(thief, `burst ${index}`)),
      thief.request('conversation.rename', { conversation, title: 'Stolen' }),
      thief.request('conversation.create', { kind: 'group', clientId: makeId(), title: 'Stolen', users: [] }),
      thief.request('receipt.report', { conversations: [{ conversation, read: [[1, 2]], delivered: 2 }] }),
      thief.request('account.changePassword', { current: password, next: 'stolen password' }),
      thief.request('account.deactivate', { password }),
    ];
    const settled = Promise.allSettled(burst);
    await turn();
    await owner.request('device.revoke', { device: lost });
    expect(await thief.closed).toMatchObject({ code: 4003 });
    const heard = thief.frames.length;
    gate.release();
    expect((await settled).every(({ status }) => status === 'rejected')).toBe(true);
    await say(bo, 'after');
    await turn();

    expect(thief.frames).toHaveLength(heard);
    const { events } = await owner.request('timeline.pull', { conversation, from: 1, to: 99, limit: 99 });
    expect(events.map(({ kind, sender }) => [kind, sender])).toEqual([
      ['conversation.created', user.id],
      ['message.created', peer.id],
      ['message.created', peer.id],
    ]);
    const { conversations } = await owner.request('sync.pull', { position: 0, limit: 9 });
    expect(conversations).toMatchObject([{ title: 'Group', unread: 2 }]);
    const again = await greeted();
    await again.request('session.signIn', { name: 'anna', password, device });
  });

  it('[SES-12] acknowledges nothing that was still being gathered', async () => {
    relay = await WsRelay.start({ storage: open() });
    const owner = await relay.connect();
    const { user } = await owner.register('anna');
    const thief = await greeted();
    await thief.request('session.signIn', { name: 'anna', password, device });
    const bo = await relay.connect();
    await bo.register('bo');
    const direct = { kind: 'direct', peer: user.id } as const;
    const { conversation: head } = await bo.request('conversation.create', direct);
    const conversation = head.id;
    const content = { type: 'text', text: 'hello' } as const;
    const { seq } = await bo.request('message.send', {
      conversation,
      clientId: relay.world.makeId(),
      content,
    });
    thief.sendRaw(
      encodeRequest(900, 'receipt.report', { conversations: [{ conversation, delivered: seq }] }),
    );
    const lost = await ownDevice(thief);
    await owner.request('device.revoke', { device: lost });
    await thief.closed;
    relay.world.clock.advance(100);
    await turn();
    const list = { conversation, seq, list: 'unread', limit: 9 } as const;
    expect((await bo.request('receipt.list', list)).entries).toEqual([{ user: user.id, delivered: false }]);
  });
});
