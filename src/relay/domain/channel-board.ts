import { assertNever } from '../../shared/assert-never.ts';
import {
  type ChannelAnnouncement,
  type ChannelHead,
  type ChannelReads,
  type ClientVersion,
  isVersionAtLeast,
} from '../../shared/model/channel.ts';
import type { ChannelId, UserId } from '../../shared/model/ids.ts';
import { addRange, type RangeSet, subtractRanges, unionRanges } from '../../shared/model/range-set.ts';
import type { AnnouncementState } from '../../shared/model/announcement-lifecycle.ts';

/** A channel as the board keeps it. */
export interface BoardChannel {
  readonly id: ChannelId;
  readonly title: string;
  readonly owner: UserId;
  readonly publishers: readonly UserId[];
  readonly position: number;
}

/** An announcement as the board keeps it: what people may be given, and by what it is decided to whom. */
export interface BoardAnnouncement {
  readonly channel: ChannelId;
  readonly seq: number;
  readonly revision: number;
  readonly state: AnnouncementState;
  readonly sender: UserId;
  readonly title: string | null;
  readonly text: string | null;
  readonly releasedAt: number | null;
  readonly publishedAt: number | null;
  readonly modifiedAt: number | null;
  readonly expiresAt: number | null;
  readonly minVersion: ClientVersion | null;
  readonly whitelist: readonly UserId[];
  readonly position: number;
}

/** Who is given something. */
export interface BoardReader {
  readonly user: UserId;
  /** What the client calls its version. */
  readonly version: string;
}

/** The read set of one person in one channel. */
export interface BoardReads {
  readonly channel: ChannelId;
  readonly read: RangeSet;
  readonly position: number;
}

export interface BoardPage {
  readonly channels: ChannelHead[];
  readonly reads: ChannelReads[];
  readonly announcements: ChannelAnnouncement[];
  /** Where the next page starts, or the newest commit in this one. */
  readonly position: number;
  readonly more: boolean;
}

/** How much a board holds in memory. */
export interface BoardSize {
  readonly channels: number;
  /** Given out at any time; the words of those that run, the bare places of the others. */
  readonly announcements: number;
}

type BoardChange = { readonly position: number } & (
  | { readonly kind: 'reads'; readonly channel: ChannelId; readonly read: RangeSet }
  | { readonly kind: 'announcement'; readonly announcement: ChannelAnnouncement }
);

interface Shelf {
  stored: BoardChannel;
  /** Seqs that everybody was given, or could have been. */
  published: RangeSet;
  /** What was given to a whitelist only; mostly one or two. */
  readonly preReleased: Map<number, BoardAnnouncement>;
  /** By sender: nobody is a reader of what they publish. */
  readonly own: Map<UserId, RangeSet>;
}

/** Whether the announcement is for this person, and their client can take it (CHN-3, CHN-4). */
export function isFor(announcement: BoardAnnouncement, { user, version }: BoardReader): boolean {
  const { releasedAt, publishedAt, whitelist, minVersion } = announcement;
  if (releasedAt === null) return false;
  if (publishedAt === null && !whitelist.includes(user)) return false;
  return minVersion === null || isVersionAtLeast(version, minVersion);
}

/**
 * What somebody is given of an announcement that is for them. What is over by its own time looks as if it had been stopped: its
 * words are for those who have them.
 */
export function asGiven(announcement: BoardAnnouncement, now: number): ChannelAnnouncement {
  const {
    channel,
    seq,
    revision,
    state,
    sender,
    title,
    text,
    expiresAt,
    modifiedAt,
    releasedAt,
    publishedAt,
  } = announcement;
  const key = { channel, seq, revision };
  if (state === 'recalled') return { ...key, state: 'recalled' };
  const isOver = state === 'stopped' || (expiresAt !== null && expiresAt <= now);
  if (isOver || title === null || text === null) return { ...key, state: 'stopped' };
  return {
    ...key,
    state: 'running',
    sender,
    title,
    text,
    at: publishedAt ?? releasedAt ?? now,
    ...(modifiedAt === null ? {} : { modifiedAt }),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(state === 'pre-release' ? { preRelease: true } : {}),
  };
}

function withoutOldWords(announcement: BoardAnnouncement, now: number): BoardAnnouncement {
  if (announcement.text === null || asGiven(announcement, now).state === 'running') return announcement;
  return { ...announcement, title: null, text: null };
}

/** A channel as everybody sees it. */
export function toHead({ id, title, owner, publishers }: BoardChannel): ChannelHead {
  return { id, title, owner, publishers: [...publishers] };
}

/** About how many bytes it takes on the wire. */
function changeBytes(change: BoardChange): number {
  switch (change.kind) {
    case 'reads':
      return 80 + 20 * change.read.length;
    case 'announcement': {
      const { announcement } = change;
      return announcement.state === 'running'
        ? 400 + 3 * (announcement.title.length + announcement.text.length)
        : 120;
    }
    default:
      return assertNever(change);
  }
}

/**
 * All channels of a relay in memory, in the order of their changes: what changed after a position is found by bisection, and
 * nothing of it depends on how many people there are. Bounded by MAX_CHANNELS, MAX_ANNOUNCEMENTS and, for words, MAX_RUNNING.
 */
export class ChannelBoard {
  readonly #shelves = new Map<ChannelId, Shelf>();
  /** Everything that was ever given out, by position. */
  #announcements: BoardAnnouncement[] = [];
  #newestChannel = 0;

  /** Filled with what is stored; `announcements` by position, without words of what is over. */
  constructor(channels: readonly BoardChannel[] = [], announcements: readonly BoardAnnouncement[] = []) {
    for (const channel of channels) this.putChannel(channel);
    for (const announcement of announcements) this.#keep(announcement);
  }

  get size(): number {
    return this.#shelves.size;
  }

  sizes(): BoardSize {
    return { channels: this.#shelves.size, announcements: this.#announcements.length };
  }

  channels(): BoardChannel[] {
    return [...this.#shelves.values()].map(({ stored }) => stored);
  }

  /** By position. */
  announcements(): readonly BoardAnnouncement[] {
    return this.#announcements;
  }

  /** The newest commit on it; 0: there is nothing. */
  get position(): number {
    return Math.max(this.#newestChannel, this.#announcements.at(-1)?.position ?? 0);
  }

  /** Whether what this commit changed last is on it. */
  holds(position: number): boolean {
    if (this.#announcements[this.#firstAfter(position - 1)]?.position === position) return true;
    return this.channels().some((channel) => channel.position === position);
  }

  channel(id: ChannelId): BoardChannel | undefined {
    return this.#shelves.get(id)?.stored;
  }

  /** Harmless when it has been told already. */
  putChannel(stored: BoardChannel): void {
    const shelf = this.#shelves.get(stored.id);
    if (!shelf) {
      this.#shelves.set(stored.id, { stored, published: [], preReleased: new Map(), own: new Map() });
    } else if (stored.position > shelf.stored.position) shelf.stored = stored;
    this.#newestChannel = Math.max(this.#newestChannel, stored.position);
  }

  /**
   * To be told in the order of positions; drafts are not kept. Harmless when it has been told already. Words of what is over
   * are given to nobody, and not kept.
   */
  putAnnouncement(announcement: BoardAnnouncement, now: number): void {
    const newest = this.#announcements.at(-1)?.position ?? 0;
    if (announcement.releasedAt === null || announcement.position <= newest) return;
    const { channel, seq } = announcement;
    this.#announcements = this.#announcements
      .filter((one) => one.channel !== channel || one.seq !== seq)
      .map((one) => withoutOldWords(one, now));
    this.#keep(withoutOldWords(announcement, now));
  }

  #keep(announcement: BoardAnnouncement): void {
    const { channel, seq, sender, publishedAt } = announcement;
    const shelf = this.#shelves.get(channel);
    if (!shelf) return;
    this.#announcements.push(announcement);
    shelf.own.set(sender, addRange(shelf.own.get(sender) ?? [], [seq, seq]));
    if (publishedAt === null) shelf.preReleased.set(seq, announcement);
    else {
      shelf.preReleased.delete(seq);
      shelf.published = addRange(shelf.published, [seq, seq]);
    }
  }

  /** Seqs of a channel that the person was given, or could have been, and that others wrote. */
  reportable(id: ChannelId, user: UserId): RangeSet {
    const shelf = this.#shelves.get(id);
    if (!shelf) return [];
    const early = [...shelf.preReleased.values()]
      .filter(({ whitelist }) => whitelist.includes(user))
      .map(({ seq }) => [seq, seq] as const);
    const given = early.reduce<RangeSet>((set, range) => unionRanges(set, [range]), shelf.published);
    return subtractRanges(given, shelf.own.get(user) ?? []);
  }

  /**
   * What changed after `since` for this person, oldest change first, up to about `maxBytes`; `reads` are their read sets that
   * changed after it. What is over is told from 0 on too: a device may have stored a push and have died before its first
   * position. Channels come with every page that they changed after the beginning of: none of their announcements comes before
   * them.
   */
  page(
    reader: BoardReader,
    since: number,
    reads: readonly BoardReads[],
    now: number,
    maxBytes: number,
  ): BoardPage {
    const channels = [...this.#shelves.values()].flatMap(({ stored }) =>
      stored.position > since ? [stored] : [],
    );
    const page: BoardPage = {
      channels: channels.map(toHead),
      reads: [],
      announcements: [],
      position: since,
      more: false,
    };
    let bytes = channels.reduce((sum, { publishers }) => sum + 600 + 40 * publishers.length, 0);
    let reached = since;
    for (const change of this.#changes(reader, since, reads, now)) {
      bytes += changeBytes(change);
      if (bytes > maxBytes && reached > since) return { ...page, position: reached, more: true };
      if (change.kind === 'reads') page.reads.push({ channel: change.channel, read: change.read });
      else page.announcements.push(change.announcement);
      reached = change.position;
    }
    return { ...page, position: Math.max(reached, this.#newestChannel) };
  }

  #changes(reader: BoardReader, since: number, reads: readonly BoardReads[], now: number): BoardChange[] {
    const changes: BoardChange[] = reads.map(({ channel, read, position }) => {
      return { kind: 'reads', channel, read, position };
    });
    for (let index = this.#firstAfter(since); index < this.#announcements.length; index++) {
      const one = this.#announcements[index];
      if (!one || !isFor(one, reader)) continue;
      changes.push({ kind: 'announcement', announcement: asGiven(one, now), position: one.position });
    }
    // Two changes never have the same position.
    return changes.sort((a, b) => a.position - b.position);
  }

  /** Index of the first change after the position. O(log n). */
  #firstAfter(position: number): number {
    let low = 0;
    let high = this.#announcements.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#announcements[middle]?.position ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
