import type { Database } from 'better-sqlite3';
import type { ChannelAnnouncement } from '../../shared/model/channel.ts';
import type { ChannelId } from '../../shared/model/ids.ts';
import {
  addRange,
  type RangeSet,
  rangeSetHas,
  subtractRanges,
  unionRanges,
} from '../../shared/model/range-set.ts';
import type { ChannelWriter } from './channel-port.ts';
import { createChannelRewind } from './channel-rewind.ts';
import { createAnnouncementQueries } from './queries/announcement-queries.ts';
import { createArchivedAnnouncementQueries } from './queries/archived-announcement-queries.ts';
import { createChannelQueries } from './queries/channel-queries.ts';
import { wordTokens } from './search/index-text.ts';
import type { Sync } from './sync-api.ts';
import type { WriterContext } from './writer-context.ts';

/** Channels: what the relay says of them, and what I have read there. */
export function createChannelWriter(db: Database, context: WriterContext): Sync<ChannelWriter> {
  const channels = createChannelQueries(db);
  const announcements = createAnnouncementQueries(db);
  const archived = createArchivedAnnouncementQueries(db);
  const rewind = createChannelRewind(channels, announcements);

  /** Also of what is not here: an archive may have it. */
  function noteRecalled(news: readonly ChannelAnnouncement[]): void {
    const seqs = new Map<ChannelId, RangeSet>();
    for (const { channel, seq, state } of news)
      if (state === 'recalled') seqs.set(channel, addRange(seqs.get(channel) ?? [], [seq, seq]));
    for (const [channel, recalled] of seqs) {
      const num = channels.progress(channel)?.num;
      if (num !== undefined) channels.setRecalled(num, unionRanges(channels.recalled(num), recalled));
    }
  }

  function apply(announcement: ChannelAnnouncement): void {
    const { channel, seq, revision } = announcement;
    const before = channels.progress(channel);
    const progress =
      before && announcement.state === 'running' ? rewind.makeRoom(before, announcement) : before;
    const known = progress && announcements.get(progress.num, seq);
    // Its channel always comes first.
    if (!progress || (known && known.revision >= revision)) return;
    if (announcement.state !== 'running') {
      if (!known) return;
      if (announcement.state === 'stopped') announcements.end(known.id, revision);
      else {
        announcements.recall(known.id, revision);
        announcements.unindex(known.id);
      }
      return;
    }
    const mine = announcement.sender === context.me;
    const isRead = mine || rangeSetHas(unionRanges(progress.read, progress.pending), seq);
    const id = announcements.put(progress.num, context.people.num(announcement.sender), announcement, isRead);
    if (known) announcements.unindex(id);
    announcements.index(id, wordTokens(announcement.title, announcement.text));
    if ((!known || known.imported === 1) && !mine) {
      channels.setProgress({ ...progress, arrived: addRange(progress.arrived, [seq, seq]) });
    }
  }

  return {
    applyChannels({ channels: heads = [], reads = [], announcements: news = [] }) {
      for (const head of heads) archived.endImported(channels.put(head));
      noteRecalled(news);
      for (const announcement of news) apply(announcement);
      for (const { channel, read } of reads) {
        const progress = channels.progress(channel);
        if (!progress) continue;
        const whole = unionRanges(progress.read, read);
        channels.setProgress({ ...progress, read: whole, pending: subtractRanges(progress.pending, read) });
        for (const range of subtractRanges(read, progress.read)) announcements.markRead(progress.num, range);
      }
    },
    markAnnouncementsRead(channel, seqs) {
      const progress = channels.progress(channel);
      // A relay that has not told of the channel is told nothing either.
      if (!progress || channels.archived(channel)) return;
      const news = subtractRanges(seqs, progress.read);
      for (const range of seqs) announcements.markRead(progress.num, range);
      if (news.length > 0)
        channels.setProgress({ ...progress, pending: unionRanges(progress.pending, news) });
    },
    channelsReported(reports) {
      for (const { channel, delivered, read } of reports) {
        const progress = channels.progress(channel);
        if (!progress) continue;
        channels.setProgress({
          ...progress,
          read: unionRanges(progress.read, read),
          pending: subtractRanges(progress.pending, read),
          arrived: subtractRanges(progress.arrived, delivered),
        });
      }
    },
    setChannelsVersion(version) {
      rewind.end();
      channels.setVersion(version);
    },
  };
}
