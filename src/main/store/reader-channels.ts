import type { Database } from 'better-sqlite3';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { AnnouncementItem } from '../../shared/ipc/channel-views.ts';
import type { ChannelReader } from './channel-port.ts';
import { createAnnouncementQueries } from './queries/announcement-queries.ts';
import { createChannelQueries } from './queries/channel-queries.ts';
import { highlight, holdsPhrases } from './search/highlight.ts';
import { isExact, matchExpression, parseTerms } from './search/search-terms.ts';
import type { Sync } from './sync-api.ts';

/** Above everything. */
const END = { at: Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER };

/** What is shown of channels, and what waits to be reported of them. */
export function createChannelReader(db: Database): Sync<ChannelReader> {
  const channels = createChannelQueries(db);
  const announcements = createAnnouncementQueries(db);
  return {
    channels: (now) => channels.list(now),
    announcements(channel, before, limit) {
      const items = announcements.page(channel, before ?? END, limit + 1);
      return { items: items.slice(0, limit), more: items.length > limit };
    },
    pendingChannelReports: () =>
      channels.waiting().map(({ id, arrived, pending }) => ({
        channel: id,
        delivered: arrived.slice(0, LIMITS.reportRanges),
        read: pending.slice(0, LIMITS.reportRanges),
      })),
    searchAnnouncements(query, limit) {
      const terms = parseTerms(query);
      const expression = terms.length === 0 ? undefined : matchExpression(terms);
      if (expression === undefined) return [];
      const isMatch = ({ title, text }: AnnouncementItem): boolean =>
        isExact(terms) || holdsPhrases([title, text], terms);
      const ids = announcements.match(expression);
      const found: AnnouncementItem[] = [];
      // As many at a time as are wanted: most are what they promise.
      for (let from = 0; from < ids.length && found.length < limit; from += limit)
        found.push(...announcements.byIds(ids.slice(from, from + limit)).filter(isMatch));
      return found.slice(0, limit).map((item) => ({
        item,
        titleMarks: highlight(item.title, terms),
        textMarks: highlight(item.text, terms),
      }));
    },
    nextExpiry: (now) => announcements.nextExpiry(now),
    channelsVersion: () => channels.version(),
  };
}
