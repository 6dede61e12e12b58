import { describe, expect, it } from 'vitest';
import { expectCode } from '../../../support/expect-code.ts';
import { NodeWorld } from '../../../support/node-world.ts';

describe('what is done at one node', () => {
  it('[FLG-1] [DRF-2] is told to the same person at another: flags and drafts, also when the link was cut', async () => {
    const world = new NodeWorld(2);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(0).register('bert');
    const elsewhere = await world.node(1).device('anna');
    const { id } = await world.node(0).direct(anna, bert);
    await anna.client.request('conversation.flag', { conversation: id, pinned: true });
    await anna.client.request('draft.save', { conversation: id, text: 'so', base: 0 });
    await world.settle(elsewhere);
    expect(elsewhere.client.bodies('conversation.changed').at(-1)?.conversation.flags?.pinned).toBe(true);
    expect(elsewhere.client.bodies('draft.changed').at(-1)?.draft.text).toBe('so');

    // What has been done so far has been compared.
    await world.pass(12_000, elsewhere);
    world.end(0).cut();
    const { revision } = elsewhere.client.bodies('draft.changed').at(-1)?.draft ?? { revision: 0 };
    await anna.client.request('draft.save', { conversation: id, text: 'so it is', base: revision });
    await anna.client.request('conversation.flag', { conversation: id, pinned: false });
    await world.pass(15_000, elsewhere);
    expect(elsewhere.client.bodies('draft.changed').at(-1)?.draft.text).toBe('so it is');
    expect(elsewhere.client.bodies('conversation.changed').at(-1)?.conversation.flags?.pinned).toBe(false);
    await world.close();
  });

  it('[PKT-3] [PKT-6] counts for red packets: shares are given out once, and everybody is told how many are left', async () => {
    const world = new NodeWorld(3);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    const carl = await world.node(2).register('carl');
    const { id } = await world.node(0).group(anna, bert, carl);
    await anna.client.request('points.get', {});
    const content = { type: 'packet', points: 3, shares: 2, split: 'even' } as const;
    const clientId = world.node(0).newClientId();
    const { seq } = await anna.client.request('message.send', { conversation: id, clientId, content });
    const taken = await Promise.all(
      [anna, bert, carl].map(({ client }) => client.request('packet.take', { conversation: id, seq })),
    );
    const shares = taken.flatMap(({ packet }) => packet.mine ?? []);
    expect(shares.sort((a, b) => a - b)).toEqual([1, 2]);
    await world.pass(1_500, anna, bert, carl);
    for (const { client } of [anna, bert, carl]) {
      expect(client.bodies('packet.changed').at(-1)?.packet).toMatchObject({ taken: 2, phase: 'finished' });
    }
    await world.close();
  });

  it('[PKT-8] is told to the person at another: points that an administrator gives', async () => {
    const world = new NodeWorld(2);
    const [anna, bert] = [await world.node(1).register('anna'), await world.node(1).register('bert')];
    const { desk } = world.node(0).relay;
    const actor = { origin: 'command-line', user: null, operator: 'root', address: null } as const;
    const clientId = world.node(0).newClientId();
    await desk.run(actor, 'points.give', { user: anna.user, clientId, points: 5, reason: 'a good deed' });
    await world.settle(anna, bert);
    expect([anna, bert].map(({ client }) => client.bodies('points.changed'))).toEqual([[{}], []]);
    await world.close();
  });

  it('[PRF-3] is told of names and pictures to everybody, also when the link was cut', async () => {
    const world = new NodeWorld(2);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    const told = () => bert.client.bodies('person.changed').map(({ person }) => person.displayName);
    await anna.client.request('account.setDisplayName', { displayName: 'Anna B' });
    await world.pass(1_500, bert);
    expect(told()).toEqual(['Anna B']);
    await world.pass(12_000, bert);
    world.end(0).cut();
    await anna.client.request('account.setDisplayName', { displayName: 'Anna C' });
    await world.pass(15_000, bert);
    expect(told()).toEqual(['Anna B', 'Anna C']);
    await world.close();
  });

  it('[PRF-7] is told of who is gone to everybody, whoever ended the account, also when the link was cut', async () => {
    const world = new NodeWorld(2, { administration: { fixed: {}, stored: {} } });
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    const carl = await world.node(0).register('carl');
    await world.node(0).storage.appointAdministrator(1);
    const told = () =>
      bert.client.bodies('person.changed').map(({ person }) => [person.id, person.deactivated]);
    const actor = { origin: 'console', user: anna.user, operator: null, address: null } as const;
    await world.node(0).relay.desk.run(actor, 'people.deactivate', { user: carl.user });
    await world.pass(1_500, bert);
    expect(told()).toEqual([[carl.user, true]]);
    await world.pass(12_000, bert);
    world.end(0).cut();
    await anna.client.request('account.deactivate', { password: 'correct horse' });
    await world.pass(15_000, bert);
    expect(told()).toEqual([
      [carl.user, true],
      [anna.user, true],
    ]);
    await world.close();
  });

  it('[CHN-2] is told of channels to everybody, and nobody pulls a board that lacks it', async () => {
    const world = new NodeWorld(2);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    await world.node(0).storage.appointAdministrator(1);
    const clientId = world.node(0).newClientId();
    const { channel } = await anna.client.request('channel.create', { clientId, title: 'News' });
    const words = { title: 'Today', text: 'Nothing', clientId: world.node(0).newClientId() };
    await anna.client.request('channel.draft', { channel, ...words, expiresAt: null, minVersion: null });
    world.end(1).cut();
    await anna.client.request('channel.act', { channel, seq: 1, action: { kind: 'publish' } });
    const pulled = await bert.client.request('channel.pull', { position: 0 });
    expect(pulled.announcements).toHaveLength(1);
    world.end(1).heal();
    await bert.client.request('channel.report', {
      channels: [{ channel, delivered: [[1, 1]], read: [[1, 1]] }],
    });
    await anna.client.request('channel.act', { channel, seq: 1, action: { kind: 'recall' } });
    await world.pass(2_000, bert);
    expect(bert.client.bodies('channel.announced').at(-1)?.announcement.state).toBe('recalled');
    await world.close();
  });

  it('[SES-7] counts attempts to sign in at all of them together', async () => {
    const world = new NodeWorld(3);
    await world.node(0).register('anna');
    let allowed = 0;
    for (let attempt = 0; attempt < 15; attempt++) {
      const { client } = world.node(attempt % 3).connect();
      const code = await client.signIn('anna', 'wrong password').then(
        () => 'signed in',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined),
      );
      if (code === 'bad_credentials') allowed++;
      else expect(code).toBe('locked_out');
    }
    expect(allowed).toBe(10);
    const { client } = world.node(2).connect();
    await expectCode(client.signIn('anna'), 'locked_out');
    await world.close();
  });

  it('holds at all of them: policies that an administrator sets', async () => {
    const world = new NodeWorld(2, { administration: { fixed: {}, stored: {} } });
    const anna = await world.node(0).register('anna');
    await world.node(0).storage.appointAdministrator(1);
    const actor = { origin: 'console', user: anna.user, operator: null, address: null } as const;
    await world.node(0).relay.desk.run(actor, 'policies.set', { registration: 'closed' });
    await world.settle(anna);
    const { client } = world.node(1).connect();
    await expectCode(client.register('bert'), 'registration_closed');
    // Also one that has not been told, soon.
    world.end(1).cut();
    await world.node(0).relay.desk.run(actor, 'policies.set', { registration: 'open' });
    await world.pass(12_000);
    await world.node(1).connect().client.register('bert');
    await world.close();
  });
});
