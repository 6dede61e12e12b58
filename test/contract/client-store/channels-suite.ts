import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChannelHead, RunningAnnouncement } from '../../../src/shared/model/channel.ts';
import type { ChannelId } from '../../../src/shared/model/ids.ts';
import { ANNA, conversationId, ME, temporaryFolder, type Fixture } from './fixture.ts';

// The brand is given here as a schema would: the text is a UUIDv7.
const NEWS = conversationId(77) as string as ChannelId;
const HEAD: ChannelHead = { id: NEWS, title: 'News', owner: ANNA, publishers: [] };

function running(seq: number, changes: Partial<RunningAnnouncement> = {}): RunningAnnouncement {
  return {
    channel: NEWS,
    seq,
    revision: 1,
    state: 'running',
    sender: ANNA,
    title: `Title ${seq}`,
    text: `text ${seq}`,
    at: seq * 1_000,
    ...changes,
  };
}

export function channelsSuite({ empty, open }: Fixture): void {
  describe('channels', () => {
    it('keep announcements, newest first, and count what runs and was not shown to me', async () => {
      const { read, write } = await empty();
      await write.applyChannels({
        channels: [HEAD],
        announcements: [running(1), running(2, { expiresAt: 5_000 }), running(3, { sender: ME })],
      });
      expect(await read.channels(4_999)).toEqual([
        { ...HEAD, unread: 2, last: { title: 'Title 3', at: 3_000 } },
      ]);
      expect(await read.channels(5_000)).toMatchObject([{ unread: 1 }]);
      expect(await read.nextExpiry(4_999)).toBe(5_000);
      expect(await read.nextExpiry(5_000)).toBeNull();
      const first = await read.announcements(NEWS, undefined, 2);
      expect(first).toMatchObject({ more: true, items: [{ seq: 3, mine: true, read: true }, { seq: 2 }] });
      const rest = await read.announcements(NEWS, { at: 2_000, seq: 2 }, 2);
      expect(rest).toMatchObject({ more: false, items: [{ seq: 1, read: false, modifiedAt: null }] });
      expect(await read.unknownPeople(5)).toContain(ANNA);
    });

    it('[CHN-6] take the greater revision, and keep it read', async () => {
      const { read, write } = await empty();
      await write.applyChannels({ channels: [HEAD], announcements: [running(1, { revision: 3 })] });
      await write.markAnnouncementsRead(NEWS, [[1, 1]]);
      await write.applyChannels({ announcements: [running(1, { revision: 2, text: 'older' })] });
      await write.applyChannels({ announcements: [running(1, { revision: 4, text: 'newer' })] });
      const { items } = await read.announcements(NEWS, undefined, 5);
      expect(items).toMatchObject([{ text: 'newer', read: true }]);
      expect(await read.channels(1)).toMatchObject([{ unread: 0 }]);
    });

    it('[CHN-8] keep what was stopped, and nothing of what was recalled, on disk and in the search', async () => {
      const { read, write } = await empty();
      await write.applyChannels({
        channels: [HEAD],
        announcements: [running(1, { text: '食堂关门' }), running(2, { text: '食堂开门' })],
      });
      const end = { channel: NEWS, revision: 2 };
      await write.applyChannels({
        announcements: [
          { ...end, seq: 1, state: 'stopped' },
          { ...end, seq: 2, state: 'recalled' },
          { ...end, seq: 9, state: 'recalled' },
        ],
      });
      expect((await read.announcements(NEWS, undefined, 5)).items).toMatchObject([
        { seq: 2, state: 'recalled', title: '', text: '' },
        { seq: 1, state: 'stopped', text: '食堂关门' },
      ]);
      expect(await read.channels(1)).toMatchObject([{ unread: 0, last: { title: 'Title 1' } }]);
      expect(await read.searchAnnouncements('食堂', 5)).toMatchObject([
        { item: { seq: 1 }, titleMarks: [], textMarks: [[0, 2]] },
      ]);
    });

    it('find words of title and text, but no phrase that spans them', async () => {
      const { read, write } = await empty();
      const one = running(1, { title: '搬到新楼', text: '下周一 Building B' });
      await write.applyChannels({ channels: [HEAD], announcements: [one] });
      const found = async (query: string) => (await read.searchAnnouncements(query, 5)).length;
      expect(await found('新楼')).toBe(1);
      expect(await found('buil')).toBe(1);
      expect(await found('楼下')).toBe(0);
      await write.applyChannels({ announcements: [running(1, { revision: 2, title: '不搬了' })] });
      expect(await found('新楼')).toBe(0);
      expect(await found('不搬')).toBe(1);
      expect(await found('"')).toBe(0);
    });

    it('find the newest by their times, in whatever order they came, and none too few of a phrase', async () => {
      const { read, write } = await empty();
      // The middle of each is not what is looked for, though every two of its characters are there.
      const announcements = [
        running(1, { at: 5_000, text: '执行命令语句' }),
        running(2, { at: 1_000, text: '命令语' }),
        running(3, { at: 4_000, text: '命令和令语' }),
        running(4, { at: 3_000, text: '令语命令' }),
        running(5, { at: 2_000, text: '说命令语' }),
      ];
      await write.applyChannels({ channels: [HEAD], announcements });
      const found = async (limit: number) =>
        (await read.searchAnnouncements('命令语', limit)).map(({ item }) => item.seq);
      expect(await found(1)).toEqual([1]);
      expect(await found(2)).toEqual([1, 5]);
      expect(await found(5)).toEqual([1, 5, 2]);
    });

    it('[CHN-10] report what came and what was shown until the relay has it', async () => {
      const { read, write } = await empty();
      await write.applyChannels({
        channels: [HEAD],
        announcements: [running(1), running(2), running(3, { sender: ME })],
      });
      await write.markAnnouncementsRead(NEWS, [[1, 1]]);
      const reports = await read.pendingChannelReports();
      expect(reports).toEqual([{ channel: NEWS, delivered: [[1, 2]], read: [[1, 1]] }]);
      await write.markAnnouncementsRead(NEWS, [[2, 2]]);
      await write.channelsReported(reports);
      expect(await read.pendingChannelReports()).toEqual([{ channel: NEWS, delivered: [], read: [[2, 2]] }]);
      await write.applyChannels({ reads: [{ channel: NEWS, read: [[1, 2]] }] });
      expect(await read.pendingChannelReports()).toEqual([]);
      await write.applyChannels({ announcements: [running(1, { revision: 2 })] });
      expect(await read.pendingChannelReports()).toEqual([]);
    });

    it('clear by what another device of mine has read, also before the announcement is here', async () => {
      const { read, write } = await empty();
      await write.applyChannels({ channels: [HEAD], announcements: [running(1)] });
      await write.applyChannels({ reads: [{ channel: NEWS, read: [[1, 2]] }] });
      await write.applyChannels({ announcements: [running(2)] });
      expect(await read.channels(1)).toMatchObject([{ unread: 0 }]);
    });

    it('are there after a restart', async () => {
      const file = join(temporaryFolder(), 'store.db');
      const first = await open(file);
      await first.write.applyChannels({ channels: [HEAD], announcements: [running(1)] });
      await first.write.setChannelsVersion('1.2.0');
      await first.close();
      const second = await open(file);
      expect(await second.read.channels(1)).toMatchObject([{ title: 'News', unread: 1 }]);
      expect(await second.read.channelsVersion()).toBe('1.2.0');
    });
  });
}
