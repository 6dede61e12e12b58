import type { Database } from 'better-sqlite3';
import {
  type ArchivedAnnouncement,
  type ArchivedChannel,
  MAX_ARCHIVED_CHANNELS,
} from '../../shared/archive/format.ts';
import { AppError } from '../../shared/errors.ts';
import { MAX_CHANNELS } from '../../shared/model/channel.ts';
import { rangeSetHas } from '../../shared/model/range-set.ts';
import { type ArchiveWriter, MAX_IMPORTED } from './archive-port.ts';
import { unpackChannel } from './imported-part.ts';
import { createAnnouncementQueries } from './queries/announcement-queries.ts';
import { createArchivedAnnouncementQueries } from './queries/archived-announcement-queries.ts';
import { createChannelQueries } from './queries/channel-queries.ts';
import { wordTokens } from './search/index-text.ts';
import type { Sync } from './sync-api.ts';
import type { WriterContext } from './writer-context.ts';

/** An export of this store must not have more of them than an archive may, and a relay has `MAX_CHANNELS`. */
const MAX_ARCHIVE_ONLY = MAX_ARCHIVED_CHANNELS - MAX_CHANNELS;

const STATES: readonly ArchivedAnnouncement['state'][] = ['running', 'stopped', 'recalled'];

/**
 * What of channels comes out of archives. Nothing of it is unread, and nothing is reported of it; whatever the relay tells replaces it.
 */
export function createChannelArchiveWriter(
  db: Database,
  context: WriterContext,
): Sync<Pick<ArchiveWriter, 'importChannel'>> {
  const channels = createChannelQueries(db);
  const announcements = createAnnouncementQueries(db);
  const archived = createArchivedAnnouncementQueries(db);

  /** True if no relay has told of it. */
  function makeChannel(line: ArchivedChannel): boolean {
    const before = channels.archived(line.id);
    if (before === null) return false;
    if (!before && channels.countArchived() >= MAX_ARCHIVE_ONLY)
      throw new AppError('too_many', 'too many channels out of archives');
    // Of two archives the one that has more of it is the later one.
    if (!before || line.items >= before.items) channels.putArchived(line);
    return true;
  }

  function index(id: number, line: ArchivedAnnouncement): void {
    if (line.state !== 'recalled') announcements.index(id, wordTokens(line.title, line.text));
  }

  /** Of two archives the later state of it stays: it only ever goes towards being recalled. */
  function merge(num: number, seq: number, line: ArchivedAnnouncement): void {
    const here = archived.here(num, seq);
    if (!here?.imported) return;
    const steps = STATES.indexOf(line.state) - STATES.indexOf(here.state);
    const modifiedAt = line.state === 'recalled' ? 0 : (line.modifiedAt ?? 0);
    if (steps < 0 || (steps === 0 && modifiedAt <= here.modifiedAt)) return;
    archived.replace(here.id, line);
    announcements.unindex(here.id);
    index(here.id, line);
  }

  function add(num: number, line: ArchivedAnnouncement): boolean {
    const sender = context.people.num(line.sender);
    if (line.seq === undefined) {
      if (archived.hasLost(num, sender, line)) return false;
      const id = archived.insert(num, sender, line);
      announcements.lose(id);
      index(id, line);
      return true;
    }
    if (archived.here(num, line.seq)) {
      merge(num, line.seq, line);
      return false;
    }
    // It was moved when the relay had lost it.
    if (archived.hasLost(num, sender, line)) return false;
    index(archived.insert(num, sender, line), line);
    return true;
  }

  return {
    importChannel(part) {
      const { channel: line, announcements: lines } = unpackChannel(part);
      if (lines.length > MAX_IMPORTED) throw new AppError('too_many', 'too many items for one write');
      const archiveOnly = makeChannel(line);
      const num = channels.progress(line.id)?.num ?? 0;
      const recalled = channels.recalled(num);
      let added = 0;
      for (const one of lines) {
        const isRecalled =
          one.state === 'recalled' || (one.seq !== undefined && rangeSetHas(recalled, one.seq));
        // What of a relay's channel runs, the relay has told; of what it has recalled, and was not here, there is nothing to know.
        if (!archiveOnly && isRecalled) continue;
        const line = !archiveOnly && one.state === 'running' ? { ...one, state: 'stopped' as const } : one;
        if (add(num, line)) added += 1;
      }
      return { added, archiveOnly };
    },
  };
}
