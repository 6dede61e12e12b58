import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { StoreKey } from './cipher.ts';
import { openForSalvage } from './database.ts';
import type { WritableStore } from './port.ts';
import { createAnnouncementQueries } from './queries/announcement-queries.ts';
import { createArchivedAnnouncementQueries } from './queries/archived-announcement-queries.ts';
import { createChannelQueries } from './queries/channel-queries.ts';
import { createRecoveryQueries } from './queries/recovery-queries.ts';
import { createLostQueries } from './queries/lost-queries.ts';
import { createSalvageQueries } from './queries/salvage-queries.ts';
import { createHistorySalvage } from './salvage/history.ts';
import { createOldStore } from './salvage/old-store.ts';
import type { Sync } from './sync-api.ts';
import type { WriterContext } from './writer-context.ts';

/** What is left to be taken over from the file before this one, which has the same `key` or none. */
export function createRecoveryWriter(
  db: Database,
  context: WriterContext,
  key?: StoreKey,
): Sync<Pick<WritableStore, 'salvageMore' | 'recoverySeen' | 'probe'>> & { close(): void } {
  const recovery = createRecoveryQueries(db);
  const history = createHistorySalvage(
    {
      context,
      recovery,
      channels: createChannelQueries(db),
      announcements: createAnnouncementQueries(db),
      archived: createArchivedAnnouncementQueries(db),
      lost: createLostQueries(db),
      salvage: createSalvageQueries(db),
    },
    (name) => {
      try {
        return createOldStore(openForSalvage(join(dirname(db.name), name), key));
      } catch {
        // It is gone, or cannot even be opened any more: the relay has the history.
        return undefined;
      }
    },
  );
  return {
    salvageMore: (limit) => history.step(limit),
    // What a session that has not ended says anyway.
    probe: () => context.meta.setClean(false),
    recoverySeen: () => recovery.setSeen(),
    close: () => history.close(),
  };
}
