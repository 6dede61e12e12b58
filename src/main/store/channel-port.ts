import type {
  AnnouncementHit,
  AnnouncementItem,
  AnnouncementPlace,
  ChannelRow,
} from '../../shared/ipc/channel-views.ts';
import type { ChannelAnnouncement, ChannelHead, ChannelReads } from '../../shared/model/channel.ts';
import type { ChannelId } from '../../shared/model/ids.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';

/** What the relay told of channels; any part may be missing. */
export interface ChannelNews {
  readonly channels?: readonly ChannelHead[];
  readonly reads?: readonly ChannelReads[];
  readonly announcements?: readonly ChannelAnnouncement[];
}

/** A batch for `channel.report`; given back to `channelsReported` once the relay has taken it. */
export interface PendingChannelReport {
  readonly channel: ChannelId;
  readonly delivered: RangeSet;
  readonly read: RangeSet;
}

/** Channels in the writing half of the store; guarantees as those of WritableStore. */
export interface ChannelWriter {
  /**
   * An announcement replaces what is here of it if its revision is greater; what is over, and not here, is no news. Of a
   * recalled one nothing stays but that there was one, here and in the search index.
   */
  applyChannels(news: ChannelNews): Promise<void>;
  markAnnouncementsRead(channel: ChannelId, seqs: RangeSet): Promise<void>;
  channelsReported(reports: readonly PendingChannelReport[]): Promise<void>;
  /** Everything that a client of this version is given has been pulled (CHN-4). What the relay has not told of again is lost. */
  setChannelsVersion(version: string): Promise<void>;
}

/** Channels in the reading half. `now` is the relay's time: by it announcements expire. */
export interface ChannelReader {
  /** By title. */
  channels(now: number): Promise<ChannelRow[]>;
  /** Newest first, those that come after `before`. */
  announcements(
    channel: ChannelId,
    before: AnnouncementPlace | undefined,
    limit: number,
  ): Promise<{ items: AnnouncementItem[]; more: boolean }>;
  /** What waits to be reported, cut to what one request may carry. */
  pendingChannelReports(): Promise<PendingChannelReport[]>;
  /** The newest `limit` of those that hold what is looked for, newest first. */
  searchAnnouncements(query: string, limit: number): Promise<AnnouncementHit[]>;
  /** When the next unread announcement expires; `null`: none will. */
  nextExpiry(now: number): Promise<number | null>;
  /** As `setChannelsVersion` said last; `''`: never. */
  channelsVersion(): Promise<string>;
}
