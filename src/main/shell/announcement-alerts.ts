import type { Clock } from '../../shared/clock.ts';
import type { AnnouncementItem, ChannelRow } from '../../shared/ipc/channel-views.ts';
import { formatAnnouncementLink } from '../../shared/deep-link.ts';
import type { Settings } from '../../shared/ipc/views.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AccountId, ChannelId } from '../../shared/model/ids.ts';
import type { Engine } from '../sync/engine.ts';
import { announcementWords } from './alert-rules.ts';
import type { ShowNote } from './note.ts';
import type { ShellTexts } from './shell-texts.ts';

export interface AnnouncementAlertsDeps {
  readonly show: ShowNote;
  readonly settings: () => Settings;
  readonly texts: () => ShellTexts;
  /** Nobody is to be told of anything now. */
  readonly isQuiet: () => boolean;
  /** A notification was clicked: there, please. */
  readonly open: (account: AccountId, channel: ChannelId, seq: number) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The part of an engine that tells of announcements. */
export type AnnouncementSource = Pick<Engine, 'on'> & {
  readonly handle: Pick<Engine['handle'], 'channel.list' | 'channel.announcements'>;
};

/** Of one look at one channel; more at once is a flood that the badge tells of. */
const NEWEST = 5;
/** The oldest notification makes room for the next. */
const MAX_SHOWN = 3;
/** What a channel that was not known before has is old, unless it was given out so shortly before the session began; ms. */
const SKEW_MS = 300_000;

interface Shown {
  readonly account: AccountId;
  readonly channel: ChannelId;
  readonly seq: number;
  readonly close: () => void;
}

/**
 * Tells of announcements that come, and takes a notification back when its announcement has been read, here or on another device,
 * or is over. What was there when the session began first is not told: the list shows it.
 */
export interface AnnouncementAlerts {
  /** Until the returned function is called. */
  attach(source: AnnouncementSource, account: AccountId): () => void;
  /** Takes away all that is shown. */
  clear(): void;
}

export function createAnnouncementAlerts(deps: AnnouncementAlertsDeps): AnnouncementAlerts {
  const shown = new Set<Shown>();

  function take(one: Shown): void {
    if (shown.delete(one)) one.close();
  }

  function tell(account: AccountId, channel: ChannelRow, item: AnnouncementItem): void {
    const { settings, texts } = deps;
    const words = announcementWords(channel.title, item.title, settings().notificationContent, texts());
    const link = formatAnnouncementLink(channel.id, item.seq);
    const note = { ...words, link, silent: !settings().notificationSound, reply: null };
    const close = deps.show(note, {
      clicked() {
        take(one);
        deps.open(account, channel.id, item.seq);
      },
      replied: () => undefined,
      closed: () => shown.delete(one),
    });
    const one: Shown = { account, channel: channel.id, seq: item.seq, close };
    shown.add(one);
    for (const first of shown) {
      if (shown.size <= MAX_SHOWN) break;
      take(first);
    }
  }

  function attach(source: AnnouncementSource, account: AccountId): () => void {
    /** When the newest announcement was given out that was looked at, of each channel; `undefined` until the first list. */
    let lookedAt: Map<ChannelId, number> | undefined;
    const since = deps.clock.now() - SKEW_MS;
    let over = false;
    /** One look after the other: each begins where the one before has ended. */
    let looking = Promise.resolve();

    async function look(row: ChannelRow, after: number): Promise<void> {
      const { items } = await source.handle['channel.announcements']({ channel: row.id, limit: NEWEST });
      if (over) return;
      const open = items.filter(({ mine, read, state }) => !mine && !read && state === 'running');
      for (const one of [...shown])
        if (one.account === account && one.channel === row.id && !open.some(({ seq }) => seq === one.seq))
          take(one);
      if (deps.isQuiet()) return;
      // Newest first, and told in the order in which they came.
      for (const item of open.filter(({ at }) => at > after).reverse()) tell(account, row, item);
    }

    async function lookAtAll(rows: readonly ChannelRow[]): Promise<void> {
      if (!lookedAt || over) return;
      for (const row of rows) {
        const after = lookedAt.get(row.id) ?? since;
        const newest = row.last?.at ?? 0;
        const isShown = [...shown].some((one) => one.account === account && one.channel === row.id);
        if (newest <= after && !isShown) continue;
        lookedAt.set(row.id, Math.max(after, newest));
        await look(row, after);
      }
    }

    function next(work: () => Promise<void>): void {
      looking = looking
        .then(work)
        .catch((error: unknown) => deps.logger.error({ err: error }, 'announcements could not be looked at'));
    }

    const ends = [
      source.on('session.changed', ({ kind }) => {
        if (kind !== 'online' || lookedAt) return;
        next(async () => {
          const { channels } = await source.handle['channel.list']({});
          lookedAt ??= new Map(channels.map(({ id, last }) => [id, last?.at ?? 0]));
        });
      }),
      source.on('channels.changed', ({ channels }) => next(() => lookAtAll(channels))),
    ];
    return () => {
      over = true;
      for (const end of ends) end();
      for (const one of [...shown]) if (one.account === account) take(one);
    };
  }

  return {
    attach,
    clear() {
      for (const one of [...shown]) take(one);
    },
  };
}
