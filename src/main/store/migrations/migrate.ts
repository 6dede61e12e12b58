import type { Database } from 'better-sqlite3';
import { AppError } from '../../../shared/errors.ts';
import { initial } from './010-initial.ts';
import { messageChanges } from './020-message-changes.ts';
import { timeOrderedItems } from './030-time-ordered-items.ts';
import { groupsAndReceipts } from './040-groups-and-receipts.ts';
import { channels } from './050-channels.ts';
import { uploads } from './060-uploads.ts';
import { generations } from './070-generations.ts';
import { salvage } from './080-salvage.ts';
import { syncedDrafts } from './090-synced-drafts.ts';
import { flags } from './100-flags.ts';
import { pairsInSearch } from './110-pairs-in-search.ts';
import { archives } from './120-archives.ts';
import { profiles } from './130-profiles.ts';
import { peopleGone } from './140-people-gone.ts';
import { channelsOfArchives } from './150-channels-of-archives.ts';
import { indexWithoutSizes } from './160-index-without-sizes.ts';
import type { Migration } from './migration.ts';

/** Tells our files from other SQLite databases: "Yidu" in ASCII. */
export const APPLICATION_ID = 0x59696475;

/** Every step, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  messageChanges,
  timeOrderedItems,
  groupsAndReceipts,
  channels,
  uploads,
  generations,
  salvage,
  syncedDrafts,
  flags,
  pairsInSearch,
  archives,
  profiles,
  peopleGone,
  channelsOfArchives,
  indexWithoutSizes,
];

/** The version this code reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.at(-1)?.version ?? 0;

/** Throws `store_newer` for a schema of a later version; only looks. */
export function refuseNewer(db: Database): void {
  const current = Number(db.pragma('user_version', { simple: true }));
  if (current > SCHEMA_VERSION)
    throw new AppError(
      'store_newer',
      `the store has version ${current}, this program knows ${SCHEMA_VERSION}`,
    );
}

/** Brings the schema to `SCHEMA_VERSION`, one transaction per step. A newer one is refused with `store_newer`, untouched. */
export function migrate(db: Database): void {
  refuseNewer(db);
  const current = Number(db.pragma('user_version', { simple: true }));
  for (const step of MIGRATIONS) {
    if (step.version <= current) continue;
    db.transaction(() => {
      db.exec(step.sql);
      db.pragma(`user_version = ${step.version}`);
      db.pragma(`application_id = ${APPLICATION_ID}`);
    })();
  }
}
