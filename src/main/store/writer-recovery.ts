import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { openForSalvage } from './database.ts';
import type { WritableStore } from './port.ts';
import { createChannelQueries } from './queries/channel-queries.ts';
import { createDraftQueries } from './queries/draft-queries.ts';
import { createRecoveryQueries } from './queries/recovery-queries.ts';
import { createSalvageQueries } from './queries/salvage-queries.ts';
import { createHistorySalvage } from './salvage/history.ts';
import { createOldStore } from './salvage/old-store.ts';
import type { Sync } from './sync-api.ts';
import type { WriterContext } from './writer-context.ts';

/** What is left to be taken over from the file before this one. */
export function createRecoveryWriter(
  db: Database,
  context: WriterContext,
): Sync<Pick<WritableStore, 'salvageMore' | 'recoverySeen' | 'probe'>> & { close(): void } {
  const recovery = createRecoveryQueries(db);
  const history = createHistorySalvage(
    {
      context,
      recovery,
      channels: createChannelQueries(db),
      drafts: createDraftQueries(db),
      salvage: createSalvageQueries(db),
    },
    (name) => {
      try {
        return createOldStore(openForSalvage(join(dirname(db.name), name)));
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
