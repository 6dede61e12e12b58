import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_IMPORTED } from '../../../../src/main/store/archive-port.ts';
import { openStoreInThread } from '../../../../src/main/store/open-store.ts';
import { packPart } from '../../../../src/main/store/imported-part.ts';
import type { ArchivedChannel } from '../../../../src/shared/archive/format.ts';
import type { AnnouncementItem } from '../../../../src/shared/ipc/channel-views.ts';
import type { RunningAnnouncement } from '../../../../src/shared/model/channel.ts';
import type { ChannelId } from '../../../../src/shared/model/ids.ts';
import { ANNA, BO, conversationId, ME, realClock } from '../../../contract/client-store/fixture.ts';
import { pagesOf, spoil } from '../../../support/damaged-file.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { contentsOf, openPlace, PEOPLE, type Place } from './archive-fixture.ts';

// The brand is given here as a schema would: the text is a UUIDv7.
const channelId = (n: number) => conversationId(n) as string as ChannelId;
const NEWS = channelId(77);
const HEAD = { id: NEWS, title: 'News “一”', owner: ANNA, publishers: [BO, ME] };
const EVIL = `</p><script>alert(1)</script><img src=x onerror="alert(1)">'"&`;

function running(seq: number, changes: Partial<RunningAnnouncement> = {}): RunningAnnouncement {
  return {
    channel: NEWS,
    seq,
    revision: 5,
    state: 'running',
    sender: ANNA,
    title: `Title ${seq}`,
    text: `食堂 ${seq}`,
    at: seq * 1_000,
    ...changes,
  };
}

/** Something of everything that a channel can have. */
async function fill({ store: { write } }: Place): Promise<void> {
  await write.putPeople(PEOPLE);
  await write.applyChannels({
    channels: [HEAD, { ...HEAD, id: channelId(78), title: 'Empty' }],
    announcements: [
      running(1, { title: EVIL.slice(0, 110), text: EVIL, expiresAt: 9_000_000 }),
      running(2, { modifiedAt: 2_500 }),
      running(3, { preRelease: true, sender: BO }),
      running(4),
      running(5),
      running(6, { sender: ME }),
      running(7, { title: 'Lost', text: 'lost' }),
    ],
    reads: [{ channel: NEWS, read: [[1, 2]] }],
  });
  await write.markAnnouncementsRead(NEWS, [[4, 4]]);
  await write.beginComparing();
  await write.applyChannels({
    announcements: [
      ...[1, 2, 3, 6].map((seq) => ({ channel: NEWS, seq })),
      { channel: NEWS, seq: 4, state: 'stopped' as const },
      { channel: NEWS, seq: 5, state: 'recalled' as const },
    ].map((one) => ('state' in one ? { ...one, revision: 6 } : { ...wordsOf(one.seq), revision: 6 })),
  });
  await write.setChannelsVersion('1.0.0');
  await write.endComparing(undefined);
}

function wordsOf(seq: number): RunningAnnouncement {
  if (seq === 1) return running(1, { title: EVIL.slice(0, 110), text: EVIL, expiresAt: 9_000_000 });
  if (seq === 2) return running(2, { modifiedAt: 2_500 });
  return seq === 3 ? running(3, { preRelease: true, sender: BO }) : running(6, { sender: ME });
}

async function archived(me = ME): Promise<string> {
  const here = openPlace({ me });
  await fill(here);
  return here.exportTo('archive');
}

async function itemsOf({ store }: Place, channel = NEWS): Promise<AnnouncementItem[]> {
  return (await store.read.announcements(channel, undefined, 100)).items;
}

function asRead(item: AnnouncementItem): AnnouncementItem {
  return { ...item, read: true };
}

/** What is shown of each, newest first. */
async function shown(place: Place, channel = NEWS): Promise<[string, string][]> {
  return (await itemsOf(place, channel)).map(({ title, state }) => [title, state]);
}

async function found({ store }: Place, query: string): Promise<number> {
  return (await store.read.searchAnnouncements(query, 50)).length;
}

describe('announcements in an archive', () => {
  it('are the same after they have been imported into an empty store', async () => {
    const first = await archived();
    const there = openPlace();
    expect(await there.importFrom(first)).toMatchObject({ added: 0, announcements: 7, conversations: 0 });
    expect(contentsOf(await there.exportTo('second'))).toEqual(contentsOf(first));
    expect(await there.importFrom(first)).toMatchObject({ announcements: 0 });
    expect(contentsOf(await there.exportTo('third'))).toEqual(contentsOf(first));
    expect(readFileSync(join(first, 'channels.jsonl'), 'utf8').split('\n')).toHaveLength(10);
    expect(JSON.parse(readFileSync(join(first, 'archive.yidu'), 'utf8'))).toMatchObject({
      channels: 2,
      people: 3,
    });
  });

  it('are not taken along where only some conversations are', async () => {
    const here = openPlace();
    await fill(here);
    const some = contentsOf(await here.exportTo('some', { conversations: [conversationId(1)] }));
    expect(some['channels.jsonl']).toBe('');
    expect(some['index.html']).not.toContain('<h2>');
  });

  it('can be read in a browser, and are text there, whatever they say', async () => {
    const folder = await archived();
    const index = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(index).toContain(`<a href="pages/channel-${NEWS}.html"><bdi>News “一”</bdi></a>`);
    const page = readFileSync(join(folder, 'pages', `channel-${NEWS}.html`), 'utf8');
    expect(page.match(/<article/g)).toHaveLength(7);
    expect(page).not.toMatch(/<script|<img|<[^>]+ on\w+=/);
    expect(page).toContain('This announcement was recalled.');
    expect(page).toContain('Anna 安娜');
  });

  it('go on on a further page to read', async () => {
    const here = openPlace();
    const many = Array.from({ length: 2_010 }, (_, n) => running(n + 1));
    await here.store.write.applyChannels({ channels: [HEAD], announcements: many });
    const folder = await here.exportTo('archive');
    const two = readFileSync(join(folder, 'pages', `channel-${NEWS}-2.html`), 'utf8');
    expect(two.match(/<article/g)).toHaveLength(10);
    expect(two).toContain(`href="channel-${NEWS}.html"`);
    const there = openPlace();
    expect(await there.importFrom(folder)).toMatchObject({ announcements: 2_010 });
  });

  it('can be read and searched, and nothing of them is unread, expires or is told', async () => {
    const there = openPlace();
    await there.importFrom(await archived());
    const { read, write } = there.store;
    expect(await read.channels(1)).toMatchObject([
      { title: 'Empty', imported: true, unread: 0 },
      { title: 'News “一”', imported: true, unread: 0 },
    ]);
    expect(await shown(there)).toMatchObject([
      ['Lost', 'stopped'],
      ['Title 6', 'running'],
      ['', 'recalled'],
      ['Title 4', 'stopped'],
      ['Title 3', 'running'],
      ['Title 2', 'running'],
      [EVIL.slice(0, 110), 'running'],
    ]);
    expect(await found(there, '食堂')).toBe(4);
    expect(await read.nextExpiry(1)).toBeNull();
    await write.markAnnouncementsRead(NEWS, [[1, 6]]);
    expect(await read.pendingChannelReports()).toEqual([]);
    expect((await read.people([BO])).map(({ name }) => name)).toEqual(['bo']);
  });

  it('are the relay’s as soon as it tells of their channel', async () => {
    const there = openPlace();
    await there.importFrom(await archived());
    const { read, write } = there.store;
    await write.applyChannels({
      channels: [{ ...HEAD, title: 'Renamed' }],
      announcements: [
        running(2, { revision: 1, text: '新的' }),
        { channel: NEWS, seq: 3, revision: 1, state: 'recalled' },
      ],
      reads: [{ channel: NEWS, read: [] }],
    });
    expect((await read.channels(1)).find(({ id }) => id === NEWS)).toEqual({
      ...HEAD,
      title: 'Renamed',
      unread: 1,
      last: { title: 'Lost', at: 7_000 },
    });
    expect((await shown(there)).map(([, state]) => state)).toEqual([
      'stopped',
      'stopped',
      'recalled',
      'stopped',
      'recalled',
      'running',
      'stopped',
    ]);
    expect((await itemsOf(there)).find(({ seq }) => seq === 2)).toMatchObject({ text: '新的', read: false });
    // As news: it has arrived only now.
    expect(await read.pendingChannelReports()).toEqual([{ channel: NEWS, delivered: [[2, 2]], read: [] }]);
    expect(await found(there, 'Title 3')).toBe(0);
  });

  it('[CHN-8] do not come back when the relay has recalled them, whether or not they had been here', async () => {
    const archive = await archived();
    const there = openPlace();
    await there.store.write.applyChannels({
      channels: [HEAD],
      announcements: [running(2), { channel: NEWS, seq: 4, revision: 9, state: 'recalled' }],
    });
    await there.store.write.applyChannels({
      announcements: [{ channel: NEWS, seq: 2, revision: 9, state: 'recalled' }],
    });
    expect(await there.importFrom(archive)).toMatchObject({ announcements: 4 });
    expect((await itemsOf(there)).map(({ seq, state }) => [seq, state]).slice(1)).toEqual([
      [6, 'stopped'],
      [3, 'stopped'],
      [2, 'recalled'],
      [1, 'stopped'],
    ]);
    expect(await found(there, 'Title 2')).toBe(0);
    expect(await found(there, 'Title 4')).toBe(0);
  });

  it('put no words into what the relay has told', async () => {
    const archive = await archived();
    const there = openPlace();
    const { write, read } = there.store;
    await write.applyChannels({
      channels: [HEAD],
      announcements: [running(1, { title: 'Of the relay', revision: 1 })],
    });
    await there.importFrom(archive);
    expect((await itemsOf(there)).at(-1)).toMatchObject({
      title: 'Of the relay',
      state: 'running',
      read: false,
    });
    // And what it tells of a seq later is its own, whoever the archive says has written it.
    await write.applyChannels({ announcements: [running(3, { title: 'Another', revision: 1 })] });
    expect((await itemsOf(there)).filter(({ seq }) => seq === 3)).toMatchObject([
      { sender: ANNA, title: 'Another' },
    ]);
    expect((await shown(there)).map(([title]) => title)).toContain('Title 3');
    expect((await read.channels(1)).map(({ unread }) => unread)).toEqual([0, 2]);
  });

  it('of somebody else come in beside what is here, once', async () => {
    const archive = await archived(ANNA);
    const there = openPlace();
    const { read, write } = there.store;
    await write.applyChannels({ channels: [HEAD], announcements: [running(1)] });
    expect(await there.importFrom(archive)).toMatchObject({ announcements: 7 });
    expect(await there.importFrom(archive)).toMatchObject({ announcements: 0 });
    expect(await shown(there)).toEqual([['Title 1', 'running']]);
    const rows = await read.channels(1);
    expect(rows.map(({ title, imported }) => [title, imported])).toEqual([
      ['Empty', true],
      ['News “一”', undefined],
      ['News “一”', true],
    ]);
  });

  it('of two archives are what the later one says, in whatever order they come', async () => {
    const here = openPlace();
    await here.store.write.applyChannels({
      channels: [HEAD],
      announcements: [1, 2, 3].map((seq) => running(seq)),
    });
    const early = await here.exportTo('early');
    await here.store.write.applyChannels({
      channels: [{ ...HEAD, title: 'Later' }],
      announcements: [
        running(1, { revision: 6, text: '改了', modifiedAt: 9 }),
        { channel: NEWS, seq: 2, revision: 6, state: 'stopped' },
        { channel: NEWS, seq: 3, revision: 6, state: 'recalled' },
      ],
    });
    const late = await here.exportTo('late');
    for (const order of [
      [early, late],
      [late, early],
    ]) {
      const there = openPlace();
      for (const archive of order) await there.importFrom(archive);
      expect(await itemsOf(there)).toEqual(await itemsOf(here).then((items) => items.map(asRead)));
      expect(await found(there, 'Title 3')).toBe(0);
      expect(await found(there, '改了')).toBe(1);
      await there.importFrom(late);
      expect(contentsOf(await there.exportTo('again'))).toEqual(contentsOf(late));
    }
  });

  it('[SYN-10] stay as they are where a relay that was put back tells all anew', async () => {
    const there = openPlace();
    const { read, write } = there.store;
    await write.applyChannels({ channels: [HEAD], announcements: [running(2)] });
    await there.importFrom(await archived());
    const before = await shown(there);
    await write.beginComparing();
    await write.applyChannels({ channels: [HEAD], announcements: [running(2)] });
    await write.setChannelsVersion('1.0.0');
    expect(await shown(there)).toEqual(before);
    expect(await read.pendingChannelReports()).toMatchObject([{ delivered: [[2, 2]] }]);
    expect(await there.importFrom(await archived())).toMatchObject({ announcements: 0 });
  });

  it('are taken over from a store that was damaged', async () => {
    const there = openPlace();
    await there.importFrom(await archived());
    const RELAYS = { ...HEAD, id: channelId(79), title: 'Of the relay' };
    const ours = running(1, { channel: RELAYS.id });
    await there.store.write.applyChannels({ channels: [RELAYS], announcements: [ours] });
    const before = contentsOf(await there.exportTo('before'));
    await there.store.close();
    spoil(there.file, pagesOf(there.file, 'item_seq'));
    const again = openStoreInThread({ file: there.file, me: ME, clock: realClock, suspected: true });
    expect(again.quarantined).not.toBeNull();
    while ((await again.write.salvageMore(100)).more);
    expect((await again.read.channels(1)).map(({ imported }) => imported)).toEqual([true, true, undefined]);
    expect(await again.read.searchAnnouncements('食堂', 50)).toHaveLength(5);
    await again.write.applyChannels({ channels: [RELAYS], announcements: [ours] });
    expect(await again.read.channels(1)).toMatchObject([{ unread: 0 }, { unread: 0 }, { unread: 1 }]);
    await again.close();
    expect(contentsOf(await there.exportTo('after'))).toEqual(before);
  });

  it('are not doubled where their relay has lost them since', async () => {
    const here = openPlace();
    const { write } = here.store;
    await write.applyChannels({ channels: [HEAD], announcements: [running(7)] });
    const archive = await here.exportTo('archive');
    await write.beginComparing();
    await write.setChannelsVersion('1.0.0');
    expect(await here.importFrom(archive)).toMatchObject({ announcements: 0 });
    expect(await shown(here)).toEqual([['Title 7', 'stopped']]);
  });

  it('are brought in parts that are not larger than one write may be, into channels that are not too many', async () => {
    const { store } = openPlace();
    const line = (n: number): ArchivedChannel => ({
      type: 'channel',
      id: channelId(n),
      title: `${n}`,
      owner: ANNA,
      publishers: [],
      read: [],
      items: 0,
    });
    const one = { type: 'announcement', state: 'recalled', seq: 1, sender: ANNA, at: 1 } as const;
    const many = Array.from({ length: MAX_IMPORTED + 1 }, (_, n) => ({ ...one, seq: n + 1 }));
    await expectCode(
      store.write.importChannel(packPart({ channel: line(1), announcements: many })),
      'too_many',
    );
    for (let n = 1; n <= 900; n++)
      await store.write.importChannel(packPart({ channel: line(n), announcements: [] }));
    await expectCode(
      store.write.importChannel(packPart({ channel: line(901), announcements: [one] })),
      'too_many',
    );
    expect(await store.read.channels(1)).toHaveLength(900);
    // The relay's have room beside them.
    await store.write.applyChannels({ channels: [{ ...HEAD, id: channelId(901) }] });
    expect(
      await store.write.importChannel(packPart({ channel: line(901), announcements: [] })),
    ).toMatchObject({
      archiveOnly: false,
    });
  });
});
