import { basename } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { UserId } from '../../shared/model/ids.ts';
import { createAnnouncementQueries } from './queries/announcement-queries.ts';
import { createArchivedAnnouncementQueries } from './queries/archived-announcement-queries.ts';
import { createChannelQueries } from './queries/channel-queries.ts';
import { createLostQueries } from './queries/lost-queries.ts';
import { createRecoveryQueries, type RecoveryReason } from './queries/recovery-queries.ts';
import type { OldStore } from './salvage/old-store.ts';
import { type OwnData, salvageOwnData } from './salvage/own-data.ts';
import { createWriterContext } from './writer-context.ts';

const NOTHING: OwnData = { readable: false, unsent: 0, unsentWhole: true, drafts: 0 };

/**
 * Notes in a new store what became of the old file, and takes over at once what nobody else has; all of it, or nothing. The
 * history follows by `salvageMore`. `old` is absent where the file is not this account's: nothing of it may be taken over.
 */
export function recover(
  db: Database,
  me: UserId,
  old: OldStore | undefined,
  { at, reason, aside }: { readonly at: number; readonly reason: RecoveryReason; readonly aside: string },
): void {
  const recovery = createRecoveryQueries(db);
  const context = createWriterContext(db, me);
  db.transaction(() => {
    const own = old
      ? salvageOwnData(old, {
          context,
          channels: createChannelQueries(db),
          announcements: createAnnouncementQueries(db),
          archived: createArchivedAnnouncementQueries(db),
          recovery,
          lost: createLostQueries(db),
        })
      : NOTHING;
    context.index.flush();
    recovery.put({
      at,
      reason,
      file: basename(aside),
      readable: Number(own.readable),
      unsent: own.unsent,
      unsentWhole: Number(own.unsentWhole),
      drafts: own.drafts,
      messages: 0,
      step: own.readable ? 'list' : 'done',
      cursor: -1,
      whole: 1,
      seen: 0,
    });
  })();
}
