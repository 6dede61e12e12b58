import {
  MAX_ANNOUNCEMENTS,
  MAX_CHANNELS,
  MAX_RUNNING,
  type Reach,
  type ReachPoint,
} from '../../../shared/model/channel.ts';
import type { ChannelId, UserId } from '../../../shared/model/ids.ts';
import { type RangeSet, subtractRanges } from '../../../shared/model/range-set.ts';
import { type ChannelAction, mayInChannel, standingsIn } from '../../../shared/model/rights.ts';
import { spanStart } from '../../domain/reach-spans.ts';
import { addToReadSet } from '../../domain/read-set.ts';
import { audienceEnd, decideAnnouncement, isRunning } from '../announcement-decision.ts';
import type {
  AnnouncementOutcome,
  AnnouncementRequest,
  ChannelActor,
  ChannelChange,
  ChannelOutcome,
  ChannelReport,
  NewAnnouncement,
  NewChannel,
  StoredAnnouncement,
  StoredChannel,
  StoredChannelReads,
} from '../channel-port.ts';
import type { StoredChange } from '../node-port.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import type { MemoryAccounts } from './memory-accounts.ts';

interface Reader {
  read: RangeSet;
  delivered: RangeSet;
  position: number;
}

interface MemoryChannel {
  stored: StoredChannel;
  /** Element `seq - 1`. */
  readonly announcements: StoredAnnouncement[];
  readonly drafted: Map<string, number>;
  readonly readers: Map<UserId, Reader>;
  /** By seq, then by the start of the span. */
  readonly reach: Map<number, Map<number, { delivered: number; read: number }>>;
}

/** Channels in plain objects. */
export class MemoryChannels {
  readonly #accounts: MemoryAccounts;
  readonly #bots: ReadonlySet<UserId>;
  readonly #nextPosition: () => number;
  readonly #channels = new Map<ChannelId, MemoryChannel>();
  readonly #createdAs = new Map<string, ChannelId>();

  constructor(accounts: MemoryAccounts, bots: ReadonlySet<UserId>, nextPosition: () => number) {
    this.#accounts = accounts;
    this.#bots = bots;
    this.#nextPosition = nextPosition;
  }

  create(asked: NewChannel): ChannelOutcome {
    this.#accounts.requireDevice(asked.device);
    const key = `${asked.user} ${asked.clientId}`;
    const known = this.#channels.get(this.#createdAs.get(key) ?? asked.id);
    if (known) return { kind: 'unchanged', channel: known.stored };
    if (!mayInChannel('create', standingsIn(undefined, asked.user, this.#isAdministrator(asked.user)))) {
      return { kind: 'forbidden' };
    }
    if (this.#channels.size >= MAX_CHANNELS) return { kind: 'too-many' };
    const stored: StoredChannel = {
      id: asked.id,
      title: asked.title,
      owner: asked.user,
      publishers: [],
      position: this.#nextPosition(),
    };
    this.#channels.set(asked.id, {
      stored,
      announcements: [],
      drafted: new Map(),
      readers: new Map(),
      reach: new Map(),
    });
    this.#createdAs.set(key, asked.id);
    return { kind: 'changed', channel: stored };
  }

  change(asked: ChannelChange): ChannelOutcome {
    this.#accounts.requireDevice(asked.device);
    const found = this.#allowed(asked.channel, asked, 'change');
    if ('kind' in found) return found;
    const { stored } = found;
    const title = asked.title ?? stored.title;
    const publishers = asked.publishers
      ? [...new Set(asked.publishers)].filter(
          (user) => user !== stored.owner && this.#accounts.isActive(user),
        )
      : stored.publishers;
    if (title === stored.title && isSameList(publishers, stored.publishers)) {
      return { kind: 'unchanged', channel: stored };
    }
    found.stored = { ...stored, title, publishers, position: this.#nextPosition() };
    return { kind: 'changed', channel: found.stored };
  }

  draft(asked: NewAnnouncement): AnnouncementOutcome {
    this.#accounts.requireDevice(asked.device);
    const found = this.#allowed(asked.channel, asked, 'publish');
    if ('kind' in found) return found;
    const key = `${asked.user} ${asked.clientId}`;
    const known = found.announcements[(found.drafted.get(key) ?? 0) - 1];
    if (known) return { kind: 'unchanged', announcement: known };
    if (found.announcements.length >= MAX_ANNOUNCEMENTS) return { kind: 'too-many' };
    const announcement: StoredAnnouncement = {
      channel: asked.channel,
      seq: found.announcements.length + 1,
      revision: 1,
      state: 'draft',
      sender: asked.user,
      title: asked.title,
      text: asked.text,
      createdAt: asked.at,
      releasedAt: null,
      publishedAt: null,
      modifiedAt: null,
      endedAt: null,
      expiresAt: asked.expiresAt,
      minVersion: asked.minVersion,
      whitelist: [],
      position: this.#nextPosition(),
    };
    found.announcements.push(announcement);
    found.drafted.set(key, announcement.seq);
    return { kind: 'changed', announcement };
  }

  act(asked: AnnouncementRequest): AnnouncementOutcome {
    this.#accounts.requireDevice(asked.device);
    const found = this.#allowed(asked.channel, asked, 'publish');
    if ('kind' in found) return found;
    const announcement = found.announcements[asked.seq - 1];
    if (!announcement) return { kind: 'no-announcement' };
    const decision = decideAnnouncement(announcement, asked.action, {
      at: asked.at,
      isActive: (user) => this.#accounts.isActive(user),
      mayRun: () => this.#running(asked.at) < MAX_RUNNING,
    });
    if (decision.kind === 'unchanged') return { kind: 'unchanged', announcement };
    if (decision.kind !== 'changed') return decision;
    const revision = announcement.revision + 1;
    const next = { ...decision.next, revision, position: this.#nextPosition() };
    found.announcements[asked.seq - 1] = next;
    return { kind: 'changed', announcement: next };
  }

  load(at: number): StorageResult<'loadChannels'> {
    const all = [...this.#channels.values()];
    return {
      channels: all.map(({ stored }) => stored),
      announcements: all
        .flatMap(({ announcements }) => announcements)
        .filter(({ releasedAt }) => releasedAt !== null)
        .map((one) => (isRunning(one, at) ? one : { ...one, title: null, text: null }))
        .sort((a, b) => a.position - b.position),
    };
  }

  list(channel: ChannelId, before: number | undefined, limit: number): StoredAnnouncement[] {
    const all = this.#channels.get(channel)?.announcements ?? [];
    return all
      .filter(({ seq }) => before === undefined || seq < before)
      .reverse()
      .slice(0, limit);
  }

  report(report: ChannelReport): StorageResult<'reportChannel'> {
    this.#accounts.requireDevice(report.device);
    const { channel: id, user, at } = report;
    const channel = this.#channels.get(id);
    const reader = channel?.readers.get(user) ?? { read: [], delivered: [], position: 0 };
    const readNow = subtractRanges(report.read, reader.read);
    const deliveredNow = subtractRanges(addToReadSet(report.delivered, report.read), reader.delivered);
    if (!channel || (readNow.length === 0 && deliveredNow.length === 0)) {
      return { reads: { channel: id, read: reader.read, position: reader.position }, changed: false };
    }
    for (const seq of seqsOf(deliveredNow)) this.#count(channel, seq, at).delivered++;
    for (const seq of seqsOf(readNow)) this.#count(channel, seq, at).read++;
    const changed = readNow.length > 0;
    const next: Reader = {
      read: addToReadSet(reader.read, readNow),
      delivered: addToReadSet(reader.delivered, deliveredNow),
      position: changed ? this.#nextPosition() : reader.position,
    };
    channel.readers.set(user, next);
    return { reads: { channel: id, read: next.read, position: next.position }, changed };
  }

  reads(user: UserId, since: number): StoredChannelReads[] {
    return [...this.#channels.values()].flatMap(({ stored, readers }) => {
      const reader = readers.get(user);
      if (!reader || reader.position <= since) return [];
      return [{ channel: stored.id, read: reader.read, position: reader.position }];
    });
  }

  /** Of the newest change of a channel, or of an announcement that was given out. */
  position(): number {
    let newest = 0;
    for (const { stored, announcements } of this.#channels.values()) {
      newest = Math.max(newest, stored.position);
      for (const { releasedAt, position } of announcements) {
        if (releasedAt !== null) newest = Math.max(newest, position);
      }
    }
    return newest;
  }

  readChanges(): StoredChange[] {
    return [...this.#channels].flatMap(([channel, { readers }]) =>
      Array.from(readers, ([user, { position }]) => {
        return { kind: 'channelReads' as const, channel, user, position };
      }),
    );
  }

  reach(channel: ChannelId, seqs: readonly number[]): (Reach & { seq: number })[] {
    const found = this.#channels.get(channel);
    return seqs.flatMap((seq) => {
      const announcement = found?.announcements[seq - 1];
      if (!found || !announcement) return [];
      const spans = [...(found.reach.get(seq)?.values() ?? [])];
      const delivered = spans.reduce((sum, span) => sum + span.delivered, 0);
      const read = spans.reduce((sum, span) => sum + span.read, 0);
      return [{ seq, delivered, read, of: Math.max(delivered, this.#audience(announcement)) }];
    });
  }

  reachPoints(channel: ChannelId, seq: number): ReachPoint[] {
    const found = this.#channels.get(channel);
    const released = found?.announcements[seq - 1]?.releasedAt ?? 0;
    return [...(found?.reach.get(seq) ?? [])]
      .sort(([a], [b]) => a - b)
      .map(([since, counts]) => ({ at: released + since, ...counts }));
  }

  #audience(announcement: StoredAnnouncement): number {
    const { publishedAt, whitelist, sender, releasedAt } = announcement;
    if (releasedAt === null) return 0;
    if (publishedAt === null) {
      return whitelist.filter((user) => user !== sender && !this.#bots.has(user)).length;
    }
    return this.#accounts.countActive(audienceEnd(announcement), sender, this.#bots);
  }

  #allowed(
    id: ChannelId,
    { user }: ChannelActor,
    action: ChannelAction,
  ): MemoryChannel | { readonly kind: 'no-channel' | 'forbidden' } {
    const channel = this.#channels.get(id);
    if (!channel) return { kind: 'no-channel' };
    return mayInChannel(action, standingsIn(channel.stored, user, this.#isAdministrator(user)))
      ? channel
      : { kind: 'forbidden' };
  }

  #isAdministrator(user: UserId): boolean {
    return this.#accounts.byId(user)?.administrator ?? false;
  }

  #running(at: number): number {
    let running = 0;
    for (const { announcements } of this.#channels.values()) {
      for (const announcement of announcements) if (isRunning(announcement, at)) running++;
    }
    return running;
  }

  #count(channel: MemoryChannel, seq: number, at: number): { delivered: number; read: number } {
    const since = spanStart(at - (channel.announcements[seq - 1]?.releasedAt ?? at));
    const spans = channel.reach.get(seq) ?? new Map<number, { delivered: number; read: number }>();
    const span = spans.get(since) ?? { delivered: 0, read: 0 };
    channel.reach.set(seq, spans);
    spans.set(since, span);
    return span;
  }
}

function isSameList(a: readonly UserId[], b: readonly UserId[]): boolean {
  return a.length === b.length && a.every((user, index) => user === b[index]);
}

function* seqsOf(ranges: RangeSet): Generator<number> {
  for (const [from, to] of ranges) for (let seq = from; seq <= to; seq++) yield seq;
}
