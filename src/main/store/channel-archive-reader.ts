import type { Database } from 'better-sqlite3';
import {
  type ArchivedAnnouncement,
  type ArchivedChannel,
  MAX_ARCHIVED_CHANNELS,
} from '../../shared/archive/format.ts';
import { unionRanges } from '../../shared/model/range-set.ts';
import { ARCHIVE_PAGE, type StoreSnapshot } from './archive-port.ts';
import { createArchivedAnnouncementQueries } from './queries/archived-announcement-queries.ts';
import { createChannelQueries } from './queries/channel-queries.ts';
import type { Sync } from './sync-api.ts';

/** What of channels goes into an archive; `guarded` makes errors of SQLite the store's. */
export function createChannelArchiveReader(
  db: Database,
  guarded: <A extends unknown[], R>(read: (...args: A) => R) => (...args: A) => R,
): Sync<Pick<StoreSnapshot, 'channels' | 'announcements'>> {
  const queries = createArchivedAnnouncementQueries(db);
  const channels = createChannelQueries(db);
  return {
    channels: guarded(() =>
      queries
        .channels(MAX_ARCHIVED_CHANNELS)
        .map(({ id, title, owner, publishers, read, pending, items }) => {
          const line = channels.archived(id);
          // Its own words, but for what other archives have added.
          if (line) return { ...line, items };
          const all = unionRanges(read, pending).map(([from, to]) => [from, to] as const);
          return {
            type: 'channel',
            id,
            title,
            owner,
            publishers,
            read: all,
            items,
          } satisfies ArchivedChannel;
        }),
    ),
    announcements: guarded((id, after) => {
      const lines: ArchivedAnnouncement[] = [];
      let place = after;
      let letters = 0;
      const num = channels.progress(id)?.num ?? 0;
      for (const row of queries.page(num, after, ARCHIVE_PAGE.items)) {
        lines.push(row.line);
        ({ place } = row);
        letters += row.line.state === 'recalled' ? 0 : row.line.title.length + row.line.text.length;
        if (letters >= ARCHIVE_PAGE.letters) break;
      }
      return { lines, place };
    }),
  };
}
