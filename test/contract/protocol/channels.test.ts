import { describe, expect, it } from 'vitest';
import { RELAY_ACTOR } from '../../../src/relay/storage/administration.ts';
import type { ChannelId } from '../../../src/shared/model/ids.ts';
import type { CommandInput, CommandResult } from '../../../src/shared/protocol/commands.ts';
import { ChannelDevice } from '../../support/channel-device.ts';
import { expectCode } from '../../support/expect-code.ts';
import { type Actor, RelayWorld, turn } from '../../support/relay-world.ts';

const WORDS = { title: 'Canteen', text: 'Closed on Friday', expiresAt: null, minVersion: null };
type Action = CommandInput<'channel.act'>['action'];

async function scene() {
  const world = new RelayWorld({
    profile: { name: 'Test', registration: 'open', firstAdministers: true },
    sessionLimits: { heartbeatMs: 1_000_000_000 },
  });
  const root = await world.register('root');
  const anna = await world.register('anna');
  const bo = await world.register('bo');
  const { channel } = await root.client.request('channel.create', {
    clientId: world.makeId(),
    title: 'News',
  });
  const draft = async (words: Partial<CommandInput<'channel.draft'>> = {}, who: Actor = root) => {
    const args = { channel, clientId: world.makeId(), ...WORDS, ...words };
    return (await who.client.request('channel.draft', args)).seq;
  };
  const act = (seq: number, action: Action, who: Actor = root): Promise<CommandResult<'channel.act'>> =>
    who.client.request('channel.act', { channel, seq, action });
  const publish = async (words: Partial<CommandInput<'channel.draft'>> = {}): Promise<number> => {
    const seq = await draft(words);
    await act(seq, { kind: 'publish' });
    return seq;
  };
  return { world, root, anna, bo, channel, draft, act, publish };
}

function announced(actor: Actor) {
  return actor.client.bodies('channel.announced').map(({ announcement }) => announcement);
}

function report(actor: Actor, channel: ChannelId, seqs: number, read = true): Promise<unknown> {
  const ranges: [number, number][] = [[1, seqs]];
  return actor.client.request('channel.report', {
    channels: [{ channel, delivered: ranges, ...(read ? { read: ranges } : {}) }],
  });
}

describe('channels', () => {
  it('[CHN-1] the administrator creates them, the owner names publishers, who publish', async () => {
    const { world, root, anna, bo, channel, draft, act } = await scene();
    expect(await root.client.request('channel.rights', {})).toEqual({ create: true });
    expect(await anna.client.request('channel.rights', {})).toEqual({ create: false });
    const create = { clientId: world.makeId(), title: 'Mine' };
    await expectCode(anna.client.request('channel.create', create), 'forbidden');
    await expectCode(draft({}, anna), 'forbidden');
    await root.client.request('channel.change', { channel, publishers: [anna.user] });
    const seq = await draft({}, anna);
    await act(seq, { kind: 'publish' }, anna);
    await expectCode(anna.client.request('channel.change', { channel, title: 'Mine' }), 'forbidden');
    await expectCode(bo.client.request('channel.manage', { channel, limit: 5 }), 'forbidden');
    await expectCode(bo.client.request('channel.reach', { channel, seq }), 'forbidden');
    await expectCode(act(seq, { kind: 'stop' }, bo), 'forbidden');
    const unknown = { channel: world.makeId(), limit: 5 };
    await expectCode(root.client.request('channel.manage', unknown), 'not_found');
    await root.client.request('channel.change', { channel, publishers: [] });
    await expectCode(draft({}, anna), 'forbidden');
  });

  it('[CHN-1] somebody who administers the relay no more creates no more', async () => {
    const { world, root } = await scene();
    const change = { kind: 'setAdministrator', user: root.user, administrator: false } as const;
    await world.storage.administer(RELAY_ACTOR, 1, change);
    expect(await root.client.request('channel.rights', {})).toEqual({ create: false });
    const create = { clientId: world.makeId(), title: 'Mine' };
    await expectCode(root.client.request('channel.create', create), 'forbidden');
  });

  it('[CHN-2] a pull carries what changed after its position, each once, in the order of the changes', async () => {
    const { world, anna, channel, publish, act } = await scene();
    const device = await ChannelDevice.connect(world, anna);
    const one = await publish();
    const two = await publish({ text: 'Open again' });
    await act(one, { kind: 'modify', ...WORDS, text: 'Closed on Monday' });
    expect(await device.sync()).toMatchObject([
      { seq: two, state: 'running', text: 'Open again', revision: 2 },
      { seq: one, state: 'running', text: 'Closed on Monday', revision: 3 },
    ]);
    expect(await device.sync()).toEqual([]);
    const { position } = await anna.client.request('sync.pull', { position: 0, limit: 200 });
    const later = await anna.client.request('sync.pull', { position, limit: 200 });
    expect(later).not.toHaveProperty('channels');
    await report(anna, channel, 1);
    const reads = await anna.client.request('sync.pull', { position, limit: 200 });
    expect(reads.channels).toMatchObject({ channels: [], announcements: [], reads: [{ read: [[1, 1]] }] });
  });

  it('[CHN-2] what does not fit one page is pulled on', async () => {
    const { world, root, anna, channel, publish } = await scene();
    const text = '字'.repeat(8_000);
    for (let i = 0; i < 30; i++) await publish({ text });
    // A channel comes before what is in it, also when it has changed later.
    await root.client.request('channel.change', { channel, title: 'Office' });
    const device = await ChannelDevice.connect(world, anna);
    const first = await anna.client.request('sync.pull', { position: 0, limit: 200 });
    expect(first.channels?.more).toBe(true);
    const came = await device.sync();
    expect(came.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  it('[CHN-3] drafts are nobody’s, a pre-release is the whitelist’s, what is published everybody’s', async () => {
    const { world, anna, bo, draft, act } = await scene();
    const devices = [
      await ChannelDevice.connect(world, anna),
      await ChannelDevice.connect(world, bo),
    ] as const;
    const [annas, bos] = devices;
    const seq = await draft();
    expect(await annas.sync()).toEqual([]);
    await act(seq, { kind: 'preRelease', users: [anna.user] });
    expect(await annas.sync()).toMatchObject([{ seq, preRelease: true }]);
    expect(await bos.sync()).toEqual([]);
    await act(seq, { kind: 'publish' });
    const published = await annas.sync();
    expect(published).toMatchObject([{ seq, state: 'running' }]);
    expect(published[0]).not.toHaveProperty('preRelease');
    expect(await bos.sync()).toMatchObject([{ seq }]);
    const cy = await world.register('cy');
    expect(await (await ChannelDevice.connect(world, cy)).sync()).toMatchObject([{ seq }]);
    expect([...annas.arrivals.values(), ...bos.arrivals.values()]).toEqual([1, 1]);
  });

  it('[CHN-4] a client that is too old gets an announcement once it is new enough', async () => {
    const { world, anna, publish, act } = await scene();
    const old = await ChannelDevice.connect(world, anna, '1.9');
    const seq = await publish({ minVersion: '1.10' });
    expect(await old.sync()).toEqual([]);
    expect(announced(old.actor)).toEqual([]);
    await expectCode(act(seq, { kind: 'modify', ...WORDS, minVersion: '1.0' }), 'forbidden');
    const next = await old.upgrade(world, '1.10.2');
    expect([...next.has.values()]).toMatchObject([{ seq, state: 'running' }]);
    expect(await next.sync()).toEqual([]);
  });

  it('[CHN-5] a step that there is not is refused, one that was taken changes nothing', async () => {
    const { root, channel, draft, act, publish } = await scene();
    const args = { channel, clientId: (await scene()).world.makeId(), ...WORDS };
    const [a, b] = [await draft(args), await draft(args)];
    expect(a).toBe(b);
    await expectCode(act(a, { kind: 'stop' }), 'forbidden');
    const seq = await publish();
    expect(await act(seq, { kind: 'publish' })).toEqual({ state: 'published', revision: 2 });
    await expectCode(act(seq, { kind: 'preRelease', users: [root.user] }), 'forbidden');
    await expectCode(act(77, { kind: 'publish' }), 'not_found');
  });

  it('[CHN-6] what was read stays read when it is modified', async () => {
    const { world, anna, channel, publish, act } = await scene();
    const device = await ChannelDevice.connect(world, anna);
    const seq = await publish();
    await device.sync();
    await report(anna, channel, 1);
    await act(seq, { kind: 'modify', ...WORDS, text: 'Closed all week' });
    expect(await device.sync()).toMatchObject([{ seq, revision: 3, text: 'Closed all week' }]);
    expect(device.reads.get(channel)).toEqual([[1, 1]]);
    expect([...device.arrivals.values()]).toEqual([1]);
  });

  it('[CHN-7] from its time on it is given to nobody, and to everybody again when the time is put off', async () => {
    const { world, anna, bo, publish, act } = await scene();
    const early = await ChannelDevice.connect(world, anna);
    const expiresAt = world.clock.now() + 1_000;
    const seq = await publish({ expiresAt });
    expect(await early.sync()).toMatchObject([{ seq, expiresAt }]);
    await world.pass(1_000);
    expect(await early.sync()).toEqual([]);
    const late = await ChannelDevice.connect(world, bo);
    expect(await late.sync()).toMatchObject([{ seq, state: 'stopped' }]);
    expect(late.has.size).toBe(0);
    await act(seq, { kind: 'modify', ...WORDS, text: 'Still', expiresAt });
    expect(await early.sync()).toMatchObject([{ seq, state: 'stopped' }]);
    await act(seq, { kind: 'modify', ...WORDS, expiresAt: expiresAt + 9_000 });
    expect(await early.sync()).toMatchObject([{ seq, state: 'running' }]);
    expect(await late.sync()).toMatchObject([{ seq, state: 'running' }]);
  });

  it('[CHN-8] stopped, nobody gets it any more; recalled, its words are gone everywhere', async () => {
    const { world, root, anna, bo, channel, publish, act } = await scene();
    const has = await ChannelDevice.connect(world, anna);
    const seq = await publish({ text: 'a secret slip' });
    await has.sync();
    await act(seq, { kind: 'stop' });
    expect(await has.sync()).toEqual([{ channel, seq, revision: 3, state: 'stopped' }]);
    const fresh = await ChannelDevice.connect(world, bo);
    expect(await fresh.sync()).toEqual([{ channel, seq, revision: 3, state: 'stopped' }]);
    await act(seq, { kind: 'recall' });
    expect(await has.sync()).toEqual([{ channel, seq, revision: 4, state: 'recalled' }]);
    expect(await fresh.sync()).toEqual([{ channel, seq, revision: 4, state: 'recalled' }]);
    expect(fresh.has.size).toBe(0);
    const { announcements } = await root.client.request('channel.manage', { channel, limit: 5 });
    expect(announcements).toMatchObject([{ seq, state: 'recalled', title: null, text: null }]);
    expect(JSON.stringify(await world.storage.listAnnouncements(channel, undefined, 5))).not.toContain(
      'slip',
    );
  });

  it('[CHN-8] of a recalled pre-release only the whitelist hears', async () => {
    const { world, anna, bo, draft, act } = await scene();
    const annas = await ChannelDevice.connect(world, anna);
    const bos = await ChannelDevice.connect(world, bo);
    await annas.sync();
    await bos.sync();
    const seq = await draft();
    await act(seq, { kind: 'preRelease', users: [anna.user] });
    await annas.sync();
    await act(seq, { kind: 'recall' });
    expect(await annas.sync()).toMatchObject([{ seq, state: 'recalled' }]);
    expect(await bos.sync()).toEqual([]);
  });

  it('[CHN-9] more than there may be is too_many', async () => {
    const { world, root } = await scene();
    const create = () => root.client.request('channel.create', { clientId: world.makeId(), title: 'One' });
    for (let i = 1; i < 100; i++) await create();
    await expectCode(create(), 'too_many');
  });

  it('[CHN-10] reach counts whom it was for, cuts what they were not given, and its points add up', async () => {
    const { world, root, anna, bo, channel, draft, publish, act } = await scene();
    const seq = await publish();
    const early = await draft();
    await act(early, { kind: 'preRelease', users: [bo.user] });
    await draft();
    const phone = await world.device('anna');
    await report(root, channel, 9);
    await report(anna, channel, 9, false);
    await world.pass(120_000);
    await report(anna, channel, 9);
    await report(bo, channel, 9, false);
    const managed = await root.client.request('channel.manage', { channel, limit: 5 });
    expect(managed.announcements.map(({ reach }) => reach)).toEqual([
      { delivered: 0, read: 0, of: 0 },
      { delivered: 1, read: 0, of: 1 },
      { delivered: 2, read: 1, of: 2 },
    ]);
    const { reach, points } = await root.client.request('channel.reach', { channel, seq });
    expect(reach).toEqual({ delivered: 2, read: 1, of: 2 });
    expect(points.map(({ delivered, read }) => [delivered, read])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    await turn();
    expect(phone.client.bodies('channel.read')).toEqual([{ channel, read: [[1, 1]] }]);
    expect(anna.client.bodies('channel.read')).toEqual([]);
  });

  it('[CHN-11] a change is told at once to whom it concerns, and to no client that does not know channels', async () => {
    const { world, root, anna, bo, channel, draft, act } = await scene();
    const old = world.connect();
    await old.client.hello(['cards', 'forwards']);
    await old.client.request('session.resume', { token: bo.token });
    const seq = await draft();
    await act(seq, { kind: 'preRelease', users: [anna.user] });
    await world.settle(anna, bo);
    expect(announced(anna)).toMatchObject([{ seq, preRelease: true }]);
    expect(announced(bo)).toEqual([]);
    await act(seq, { kind: 'publish' });
    await root.client.request('channel.change', { channel, title: 'Office' });
    await world.settle(anna, bo);
    expect(announced(bo)).toMatchObject([{ seq, title: 'Canteen' }]);
    expect(bo.client.bodies('channel.changed').at(-1)).toMatchObject({ channel: { title: 'Office' } });
    await act(seq, { kind: 'recall' });
    await world.settle(anna, bo);
    expect(announced(bo).at(-1)).toEqual({ channel, seq, revision: 4, state: 'recalled' });
    expect(old.client.pushes.filter(({ push }) => push.startsWith('channel.'))).toEqual([]);
    const plain = await old.client.request('sync.pull', { position: 0, limit: 200 });
    expect(plain).not.toHaveProperty('channels');
  });

  it('[CHN-11] a relay that starts anew on the same storage gives what it gave before', async () => {
    const { world, anna, publish, act } = await scene();
    const seq = await publish();
    const gone = await publish();
    await act(gone, { kind: 'recall' });
    await world.relay.close();
    const second = new RelayWorld({ storage: world.storage });
    const device = await ChannelDevice.connect(second, anna);
    expect(await device.sync()).toMatchObject([
      { seq, state: 'running' },
      { seq: gone, state: 'recalled' },
    ]);
  });

  it('[CHN-8] a device that stored a push and no position yet hears of the recall all the same', async () => {
    const { channel, publish, act, anna } = await scene();
    const seq = await publish();
    await act(seq, { kind: 'recall' });
    const page = await anna.client.request('sync.pull', { position: 0, limit: 200 });
    expect(page.channels?.announcements).toEqual([{ channel, seq, revision: 3, state: 'recalled' }]);
  });
});
