import type { Clock, Random } from '../../shared/clock.ts';
import type { ChannelRow } from '../../shared/ipc/channel-views.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ChannelId } from '../../shared/model/ids.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';
import type { ChannelPage } from '../../shared/protocol/commands/channel.ts';
import type { ChannelNews } from '../store/channel-port.ts';
import type { Store } from '../store/port.ts';
import { backoffMs } from './backoff.ts';
import type { Inbox } from './inbox.ts';
import type { RelaySession } from './relay-session.ts';
import { isLinkFailure } from './uplink.ts';

/** Changes of one moment are told together. ms. */
const TELL_MS = 50;
/** After something was shown, its report goes out within this time, and with it what else waits. ms. */
const SHOWN_MS = 1_000;
/** Everybody gets an announcement at the same moment; each tells so at a moment of their own. ms. */
const ARRIVED_MS = 10_000;
/** A clock that is wound forward by more than this is looked at again: timers take no longer time. ms. */
const LONGEST_TIMER_MS = 3_600_000;

/** Keeps the channels on disk equal to the relay's, and reports what has come and was shown. */
export interface ChannelSync {
  /** Stores what the relay told; `position` may be stored only after it. */
  apply(news: ChannelNews): Promise<void>;
  /** Stores a page and pulls those after it. */
  follow(session: RelaySession, page: ChannelPage | undefined): Promise<void>;
  shown(channel: ChannelId, seqs: RangeSet): Promise<void>;
  rows(): Promise<ChannelRow[]>;
  /** An archive has brought some. */
  imported(): void;
  /**
   * A session has caught up: what waits is reported, and everything pulled anew if this version has not done so yet, because
   * it may be given what an older one was not (CHN-4).
   */
  attach(session: RelaySession): void;
  detach(): void;
  stop(): void;
}

export interface ChannelSyncDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly inbox: Inbox;
  /** The client's own version. */
  readonly version: string;
  /** The relay's time: announcements expire by it. */
  readonly relayNow: () => number;
  readonly onChanged: (rows: ChannelRow[]) => void;
  /** Somebody was named whom this device may not know. */
  readonly onPeople: () => void;
  readonly logger: Logger;
}

export function createChannelSync(deps: ChannelSyncDeps): ChannelSync {
  const { store, clock, random, inbox, version, relayNow, onChanged, onPeople, logger } = deps;
  let session: RelaySession | undefined;
  let stopped = false;
  let telling: (() => void) | undefined;
  let expiring: (() => void) | undefined;
  let report: { readonly at: number; readonly cancel: () => void } | undefined;
  let reporting = false;
  /** What the relay has lost must not be reported as what has its seq now. */
  let beginning: RelaySession | undefined;
  let failures = 0;

  async function tell(): Promise<void> {
    try {
      onChanged(await store.read.channels(relayNow()));
      const next = await store.read.nextExpiry(relayNow());
      expiring?.();
      expiring = undefined;
      if (next === null || stopped) return;
      expiring = clock.schedule(Math.min(LONGEST_TIMER_MS, Math.max(1, next - relayNow())), changed);
    } catch (error) {
      if (!stopped) logger.error({ err: error }, 'the channels could not be read');
    }
  }

  function changed(): void {
    if (stopped) return;
    telling ??= clock.schedule(TELL_MS, () => {
      telling = undefined;
      void tell();
    });
  }

  function reportWithin(ms: number): void {
    if (!session) return;
    const at = clock.monotonic() + Math.ceil(ms * random());
    if (report && report.at <= at) return;
    report?.cancel();
    report = {
      at,
      cancel: clock.schedule(Math.max(0, at - clock.monotonic()), () => {
        report = undefined;
        void sendReports();
      }),
    };
  }

  async function sendReports(): Promise<void> {
    const to = session;
    if (!to || reporting || beginning) return;
    reporting = true;
    try {
      for (;;) {
        const reports = await store.read.pendingChannelReports();
        if (reports.length === 0 || !to.alive) break;
        await to.request('channel.report', {
          channels: reports.map(({ channel, delivered, read }) => ({
            channel,
            ...(delivered.length > 0 ? { delivered: mutable(delivered) } : {}),
            ...(read.length > 0 ? { read: mutable(read) } : {}),
          })),
        });
        await store.write.channelsReported(reports);
      }
      failures = 0;
    } catch (error) {
      if (!isLinkFailure(error)) {
        failures += 1;
        logger.warn({ err: error, failures }, 'a report of announcements was refused');
        reportWithin(backoffMs(failures, random, 1_000));
      }
    } finally {
      reporting = false;
    }
  }

  async function apply(news: ChannelNews): Promise<void> {
    await store.write.applyChannels(news);
    changed();
    if (news.announcements?.length) {
      reportWithin(ARRIVED_MS);
      onPeople();
    }
  }

  async function pullFrom(from: RelaySession, start: number): Promise<void> {
    for (let position = start; ;) {
      let applied: Promise<void> = Promise.resolve();
      const page = await from.request(
        'channel.pull',
        { position },
        { inOrder: (result) => void (applied = inbox.add(() => apply(result))) },
      );
      await applied;
      if (!page.more || page.position <= position) return;
      position = page.position;
    }
  }

  async function begin(to: RelaySession): Promise<void> {
    beginning = to;
    try {
      if ((await store.read.channelsVersion()) !== version) {
        await pullFrom(to, 0);
        await inbox.add(() => store.write.setChannelsVersion(version));
        changed();
      }
      if (beginning === to) beginning = undefined;
      if ((await store.read.pendingChannelReports()).length > 0) reportWithin(ARRIVED_MS);
    } catch (error) {
      // The next session begins anew.
      if (to.alive && !stopped) logger.warn({ err: error }, 'the channels could not be pulled anew');
    }
  }

  return {
    apply,
    async follow(from, page) {
      if (page?.more) await pullFrom(from, page.position);
    },
    async shown(channel, seqs) {
      await store.write.markAnnouncementsRead(channel, seqs);
      changed();
      reportWithin(SHOWN_MS);
    },
    rows: () => store.read.channels(relayNow()),
    imported() {
      changed();
      onPeople();
    },
    attach(next) {
      session = next;
      changed();
      void begin(next);
    },
    detach() {
      session = undefined;
      report?.cancel();
      report = undefined;
    },
    stop() {
      stopped = true;
      telling?.();
      expiring?.();
      report?.cancel();
    },
  };
}

function mutable(ranges: RangeSet): [number, number][] {
  return ranges.map(([from, to]) => [from, to]);
}
