import type { AnnouncementState } from '../../shared/model/announcement-lifecycle.ts';
import type { ClientVersion, Reach, ReachPoint } from '../../shared/model/channel.ts';
import type { ChannelId, ClientId, DeviceId, UserId } from '../../shared/model/ids.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';
import type { AnnouncementAction } from '../../shared/protocol/commands/channel.ts';

export interface StoredChannel {
  readonly id: ChannelId;
  readonly title: string;
  readonly owner: UserId;
  /** Besides the owner; in the order in which they were given. */
  readonly publishers: readonly UserId[];
  /** The commit that changed it last. */
  readonly position: number;
}

export interface StoredAnnouncement {
  readonly channel: ChannelId;
  readonly seq: number;
  readonly revision: number;
  readonly state: AnnouncementState;
  readonly sender: UserId;
  /** Both `null` once it is recalled: what it said is gone. */
  readonly title: string | null;
  readonly text: string | null;
  readonly createdAt: number;
  /** When it was given out first, to whomever; to everybody; when its words changed after that; when it was stopped or recalled. */
  readonly releasedAt: number | null;
  readonly publishedAt: number | null;
  readonly modifiedAt: number | null;
  readonly endedAt: number | null;
  readonly expiresAt: number | null;
  readonly minVersion: ClientVersion | null;
  readonly whitelist: readonly UserId[];
  /** The commit that changed it last; no two announcements have the same. */
  readonly position: number;
}

/** Who does something with a channel. */
export interface ChannelActor {
  readonly user: UserId;
  readonly at: number;
  /** As in an AppendRequest. */
  readonly device?: DeviceId | undefined;
}

export interface NewChannel extends ChannelActor {
  readonly id: ChannelId;
  /** Creating with the same one again gives the same channel. */
  readonly clientId: ClientId;
  readonly title: string;
}

export interface ChannelChange extends ChannelActor {
  readonly channel: ChannelId;
  readonly title?: string | undefined;
  /** Replaces them; unknown people, and the owner, are left out. */
  readonly publishers?: readonly UserId[] | undefined;
}

export interface NewAnnouncement extends ChannelActor {
  readonly channel: ChannelId;
  readonly clientId: ClientId;
  readonly title: string;
  readonly text: string;
  readonly expiresAt: number | null;
  readonly minVersion: ClientVersion | null;
}

export interface AnnouncementRequest extends ChannelActor {
  readonly channel: ChannelId;
  readonly seq: number;
  readonly action: AnnouncementAction;
}

/** Why nothing was written. `bad-state`: the lifecycle has no such step from where the announcement is. */
export interface ChannelRefusal {
  readonly kind: 'no-channel' | 'no-announcement' | 'forbidden' | 'too-many' | 'bad-state';
}

/** `unchanged`: it was so already. */
export type ChannelOutcome =
  { readonly kind: 'changed' | 'unchanged'; readonly channel: StoredChannel } | ChannelRefusal;

export type AnnouncementOutcome =
  { readonly kind: 'changed' | 'unchanged'; readonly announcement: StoredAnnouncement } | ChannelRefusal;

/** What one person's device has and has shown. Already cut to what the person was given. */
export interface ChannelReport {
  readonly channel: ChannelId;
  readonly user: UserId;
  readonly delivered: RangeSet;
  readonly read: RangeSet;
  readonly at: number;
  readonly device?: DeviceId | undefined;
}

/** The read set of one person in one channel, and the commit that changed it last. */
export interface StoredChannelReads {
  readonly channel: ChannelId;
  readonly read: RangeSet;
  readonly position: number;
}

/**
 * Where a relay keeps its channels: an announcement is one row, whatever the number of people, and a person is one row per
 * channel from their first report on. Guarantees as those of RelayStorage, of which this is a part.
 */
export interface ChannelStorage {
  createChannel(channel: NewChannel): Promise<ChannelOutcome>;
  changeChannel(change: ChannelChange): Promise<ChannelOutcome>;
  /** Gives the next seq of the channel. */
  draftAnnouncement(draft: NewAnnouncement): Promise<AnnouncementOutcome>;
  /** One step of the lifecycle, decided by what is stored when it is written (`announcement-decision.ts`). */
  actOnAnnouncement(request: AnnouncementRequest): Promise<AnnouncementOutcome>;
  /**
   * All channels, and all announcements that were ever given out, by position; without the words of those that have expired by
   * `at`.
   */
  loadChannels(at: number): Promise<{
    readonly channels: readonly StoredChannel[];
    readonly announcements: readonly StoredAnnouncement[];
  }>;
  /** Drafts included, newest first, below `before`. */
  listAnnouncements(
    channel: ChannelId,
    before: number | undefined,
    limit: number,
  ): Promise<readonly StoredAnnouncement[]>;
  /** Adds to what the person has and has read, and counts what is new for them. What is read is delivered too. */
  reportChannel(
    report: ChannelReport,
  ): Promise<{ readonly reads: StoredChannelReads; readonly changed: boolean }>;
  /** Where the person's read set changed after the commit `since`. */
  channelReads(user: UserId, since: number): Promise<readonly StoredChannelReads[]>;
  /** In the order of `seqs`; those that are no announcements are left out. */
  reach(channel: ChannelId, seqs: readonly number[]): Promise<readonly (Reach & { readonly seq: number })[]>;
  /** What was counted when, by the spans of `reach-spans.ts`, ascending; spans without anything are left out. */
  reachPoints(channel: ChannelId, seq: number): Promise<readonly ReachPoint[]>;
}
