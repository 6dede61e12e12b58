import { describe, expect, it } from 'vitest';
import { RELAY_ACTOR } from '../../../src/relay/storage/administration.ts';
import type {
  AnnouncementOutcome,
  ChannelActor,
  ChannelOutcome,
  StoredAnnouncement,
} from '../../../src/relay/storage/channel-port.ts';
import { MAX_CHANNELS, MAX_RUNNING, MAX_WHITELIST } from '../../../src/shared/model/channel.ts';
import { ChannelId, DeviceId, type UserId } from '../../../src/shared/model/ids.ts';
import type { AnnouncementAction } from '../../../src/shared/protocol/commands/channel.ts';
import type { Current } from './storage-fixture.ts';

const WORDS = { title: 'Canteen', text: 'Closed on Friday', expiresAt: null, minVersion: null };
const PUBLISH = { kind: 'publish' } as const;

function announcementOf(outcome: AnnouncementOutcome): StoredAnnouncement {
  if (!('announcement' in outcome)) throw new Error(`refused: ${outcome.kind}`);
  return outcome.announcement;
}

export function describeChannels(current: Current): void {
  const by = (user: UserId, more: Partial<ChannelActor> = {}): ChannelActor => ({
    user,
    at: 100,
    ...more,
  });

  function create(user: UserId, more: Partial<ChannelActor> = {}): Promise<ChannelOutcome> {
    const { storage, makeId } = current();
    const id = ChannelId.parse(makeId());
    return storage.createChannel({ ...by(user, more), id, clientId: current().clientId(), title: 'News' });
  }

  async function appoint(user: UserId): Promise<void> {
    const change = { kind: 'setAdministrator', user, administrator: true } as const;
    await current().storage.administer(RELAY_ACTOR, 1, change);
  }

  async function channelOf(user: UserId): Promise<ChannelId> {
    await appoint(user);
    const outcome = await create(user);
    if (!('channel' in outcome)) throw new Error(`refused: ${outcome.kind}`);
    return outcome.channel.id;
  }

  async function draft(
    channel: ChannelId,
    user: UserId,
    more: { readonly expiresAt?: number; readonly minVersion?: string } = {},
  ): Promise<number> {
    const clientId = current().clientId();
    const outcome = await current().storage.draftAnnouncement({
      ...by(user),
      channel,
      clientId,
      ...WORDS,
      ...more,
    });
    return announcementOf(outcome).seq;
  }

  function act(
    channel: ChannelId,
    seq: number,
    user: UserId,
    action: AnnouncementAction,
    at = 100,
  ): Promise<AnnouncementOutcome> {
    return current().storage.actOnAnnouncement({ ...by(user, { at }), channel, seq, action });
  }

  async function scene() {
    const [anna, bo, cy] = await current().people(3);
    if (!anna || !bo || !cy) throw new Error('three people');
    return { anna, bo, cy, channel: await channelOf(anna), storage: current().storage };
  }

  describe('channels', () => {
    it('[CHN-1] are created by administrators, once for a client id, and changed by their owner', async () => {
      const [anna, bo, cy] = await current().people(3);
      if (!anna || !bo || !cy) throw new Error('three people');
      const { storage } = current();
      const clientId = current().clientId();
      const asked = { clientId, title: 'News' };
      const one = { ...by(anna), id: ChannelId.parse(current().makeId()), ...asked };
      expect(await storage.createChannel(one)).toEqual({ kind: 'forbidden' });
      await appoint(anna);
      const created = await storage.createChannel(one);
      expect(created).toMatchObject({ kind: 'changed', channel: { owner: anna, publishers: [] } });
      const other = ChannelId.parse(current().makeId());
      expect(await storage.createChannel({ ...one, id: other })).toMatchObject({
        kind: 'unchanged',
        channel: { id: one.id },
      });
      const nobody = current().account('nobody').id;
      const change = { channel: one.id, title: 'Office', publishers: [bo, anna, bo, nobody] };
      expect(await storage.changeChannel({ ...by(bo), ...change })).toEqual({ kind: 'forbidden' });
      expect(await storage.changeChannel({ ...by(anna), ...change })).toMatchObject({
        kind: 'changed',
        channel: { title: 'Office', publishers: [bo] },
      });
      expect(await storage.changeChannel({ ...by(anna), ...change })).toMatchObject({ kind: 'unchanged' });
      expect(await storage.changeChannel({ ...by(anna), ...change, channel: other })).toEqual({
        kind: 'no-channel',
      });
      expect((await storage.loadChannels(1)).channels).toMatchObject([
        { id: one.id, title: 'Office', owner: anna, publishers: [bo] },
      ]);
      expect(await create(cy)).toEqual({ kind: 'forbidden' });
    });

    it('[CHN-9] are bounded', async () => {
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      for (let i = 0; i < MAX_CHANNELS; i++) await channelOf(anna);
      expect(await create(anna)).toEqual({ kind: 'too-many' });
    });

    it('[CHN-9] run so many announcements and no more; one that is over makes room', async () => {
      const { anna, channel } = await scene();
      for (let i = 0; i < MAX_RUNNING; i++) {
        const seq = await draft(channel, anna, i === 0 ? { expiresAt: 200 } : {});
        await act(channel, seq, anna, PUBLISH);
      }
      const one = await draft(channel, anna);
      expect(await act(channel, one, anna, PUBLISH)).toEqual({ kind: 'too-many' });
      expect(await act(channel, one, anna, PUBLISH, 200)).toMatchObject({ kind: 'changed' });
      const longer = { kind: 'modify', ...WORDS, expiresAt: 300 } as const;
      expect(await act(channel, 1, anna, longer, 200)).toEqual({ kind: 'too-many' });
      await act(channel, 2, anna, { kind: 'stop' });
      expect(await act(channel, 1, anna, longer, 200)).toMatchObject({ kind: 'changed' });
    });

    it('[CHN-5] drafts have the next seq, once for a client id', async () => {
      const { anna, bo, channel, storage } = await scene();
      const clientId = current().clientId();
      const asked = { ...by(anna), channel, clientId, ...WORDS };
      const [first, again] = await Promise.all([
        storage.draftAnnouncement(asked),
        storage.draftAnnouncement({ ...asked, title: 'Another' }),
      ]);
      expect(first).toMatchObject({
        kind: 'changed',
        announcement: { seq: 1, revision: 1, state: 'draft', sender: anna, releasedAt: null },
      });
      expect(again).toMatchObject({ kind: 'unchanged', announcement: { seq: 1, title: 'Canteen' } });
      expect(await draft(channel, anna)).toBe(2);
      expect(await storage.draftAnnouncement({ ...asked, ...by(bo) })).toEqual({ kind: 'forbidden' });
      expect((await storage.loadChannels(1)).announcements).toEqual([]);
      expect((await storage.listAnnouncements(channel, undefined, 5)).map(({ seq }) => seq)).toEqual([2, 1]);
      expect((await storage.listAnnouncements(channel, 2, 5)).map(({ seq }) => seq)).toEqual([1]);
    });

    it('[CHN-5] go through their lifecycle, each step a revision and a position, none twice', async () => {
      const { anna, bo, cy, channel, storage } = await scene();
      const seq = await draft(channel, anna, { minVersion: '2.0' });
      const before = await storage.position();
      const released = announcementOf(
        await act(channel, seq, anna, { kind: 'preRelease', users: [bo, bo] }, 110),
      );
      expect(released).toMatchObject({
        revision: 2,
        state: 'pre-release',
        whitelist: [bo],
        releasedAt: 110,
        publishedAt: null,
        position: before + 1,
      });
      expect(await act(channel, seq, anna, { kind: 'preRelease', users: [bo] })).toMatchObject({
        kind: 'unchanged',
      });
      const grown = await act(channel, seq, anna, { kind: 'preRelease', users: [cy] });
      expect(announcementOf(grown).whitelist).toEqual([bo, cy]);
      const published = announcementOf(await act(channel, seq, anna, PUBLISH, 120));
      expect(published).toMatchObject({
        state: 'published',
        releasedAt: 110,
        publishedAt: 120,
        modifiedAt: null,
      });
      expect(await act(channel, seq, anna, PUBLISH)).toMatchObject({ kind: 'unchanged' });
      expect(await act(channel, seq, anna, { kind: 'preRelease', users: [bo] })).toEqual({
        kind: 'bad-state',
      });
      const words = { kind: 'modify', ...WORDS, minVersion: '2.0', text: 'Open after all' } as const;
      expect(announcementOf(await act(channel, seq, anna, words, 130))).toMatchObject({
        text: 'Open after all',
        modifiedAt: 130,
      });
      expect(await act(channel, seq, anna, words)).toMatchObject({ kind: 'unchanged' });
      expect(await act(channel, seq, anna, { ...words, minVersion: null })).toEqual({ kind: 'bad-state' });
      expect(announcementOf(await act(channel, seq, anna, { kind: 'stop' }, 140))).toMatchObject({
        state: 'stopped',
        endedAt: 140,
      });
      expect(await act(channel, seq, anna, words)).toEqual({ kind: 'bad-state' });
      const recalled = announcementOf(await act(channel, seq, anna, { kind: 'recall' }, 150));
      expect(recalled).toMatchObject({
        state: 'recalled',
        title: null,
        text: null,
        endedAt: 140,
        revision: 7,
      });
      expect(await act(channel, seq, bo, { kind: 'recall' })).toEqual({ kind: 'forbidden' });
      expect(await act(channel, 9, anna, { kind: 'recall' })).toEqual({ kind: 'no-announcement' });
      expect(await storage.loadChannels(1)).toMatchObject({ announcements: [recalled] });
      expect(await storage.listAnnouncements(channel, undefined, 5)).toEqual([recalled]);
    });

    it('[CHN-7] are loaded by position, without the words of what is over', async () => {
      const { anna, channel, storage } = await scene();
      const soon = await draft(channel, anna, { expiresAt: 500 });
      const never = await draft(channel, anna);
      await act(channel, never, anna, PUBLISH);
      await act(channel, soon, anna, PUBLISH);
      const loaded = async (at: number) =>
        (await storage.loadChannels(at)).announcements.map(({ seq, text }) => [seq, text]);
      expect(await loaded(499)).toEqual([
        [never, WORDS.text],
        [soon, WORDS.text],
      ]);
      expect(await loaded(500)).toEqual([
        [never, WORDS.text],
        [soon, null],
      ]);
    });

    it('[CHN-9] bound a whitelist', async () => {
      const { anna, channel } = await scene();
      const people = await current().people(MAX_WHITELIST + 1);
      const seq = await draft(channel, anna);
      await act(channel, seq, anna, { kind: 'preRelease', users: people.slice(1) });
      const [first] = people;
      if (!first) throw new Error('people');
      expect(await act(channel, seq, anna, { kind: 'preRelease', users: [first] })).toEqual({
        kind: 'too-many',
      });
    });

    it('[CHN-10] count each person once, and what is read as delivered', async () => {
      const { anna, bo, cy, channel, storage } = await scene();
      const seq = await draft(channel, anna);
      await act(channel, seq, anna, PUBLISH, 1_000);
      const report = (user: UserId, delivered: [number, number][], read: [number, number][], at: number) =>
        storage.reportChannel({ channel, user, delivered, read, at });
      const before = await storage.position();
      expect(await report(bo, [[1, 1]], [], 1_500)).toMatchObject({ changed: false });
      expect(await storage.position()).toBe(before);
      expect(await report(bo, [[1, 1]], [[1, 1]], 62_000)).toMatchObject({
        changed: true,
        reads: { channel, read: [[1, 1]], position: before + 1 },
      });
      expect(await report(bo, [[1, 1]], [[1, 1]], 63_000)).toMatchObject({ changed: false });
      await report(cy, [], [[1, 1]], 64_000);
      expect(await storage.reach(channel, [1, 7])).toEqual([{ seq: 1, delivered: 2, read: 2, of: 2 }]);
      expect(await storage.reachPoints(channel, 1)).toEqual([
        { at: 1_000, delivered: 1, read: 0 },
        { at: 61_000, delivered: 1, read: 2 },
      ]);
      expect(await storage.channelReads(bo, before)).toEqual([
        { channel, read: [[1, 1]], position: before + 1 },
      ]);
      expect(await storage.channelReads(bo, before + 1)).toEqual([]);
    });

    it('[CHN-10] are for whoever had an account while they ran, or is on the whitelist', async () => {
      const { anna, bo, channel, storage } = await scene();
      const seq = await draft(channel, anna, { expiresAt: 1_000 });
      const of = async () => (await storage.reach(channel, [seq]))[0]?.of;
      expect(await of()).toBe(0);
      await act(channel, seq, anna, { kind: 'preRelease', users: [anna, bo] });
      expect(await of()).toBe(1);
      await act(channel, seq, anna, PUBLISH);
      expect(await of()).toBe(2);
      await storage.createAccount({ ...current().account('early'), createdAt: 900 });
      await storage.createAccount({ ...current().account('late'), createdAt: 1_001 });
      expect(await of()).toBe(3);
      await storage.deactivateAccount(bo, 950);
      expect(await of()).toBe(2);
      // A bot reads nothing.
      const actor = { origin: 'command-line', user: null, operator: 'root', address: null } as const;
      const bot = { ...current().account('build'), createdAt: 900 };
      await storage.administer(actor, 900, { kind: 'createBot', account: bot });
      expect(await of()).toBe(2);
    });

    it('[SES-12] are refused to a device that is signed out', async () => {
      const { anna, channel, storage } = await scene();
      const device = DeviceId.parse(current().makeId());
      const gone = { ...by(anna), device };
      const refused = { code: 'bad_token' };
      await expect(create(anna, { device })).rejects.toMatchObject(refused);
      await expect(storage.changeChannel({ ...gone, channel })).rejects.toMatchObject(refused);
      const report = { channel, user: anna, delivered: [], read: [[1, 1]] as const, at: 1, device };
      await expect(storage.reportChannel(report)).rejects.toMatchObject(refused);
    });
  });
}
