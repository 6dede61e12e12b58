import type Database from 'better-sqlite3';
import { AppError } from '../../../../shared/errors.ts';
import { timelines } from './010-timelines.ts';
import { messageChanges } from './020-message-changes.ts';
import { rolesAndInvites } from './030-roles-and-invites.ts';
import { receiptPolicies } from './040-receipt-policies.ts';
import { channels } from './050-channels.ts';
import { files } from './060-files.ts';
import { administration } from './070-administration.ts';
import { integrations } from './080-integrations.ts';
import { generations } from './090-generations.ts';
import { figures } from './100-figures.ts';
import { draftsAndTypedNames } from './110-drafts-and-typed-names.ts';
import { flags } from './120-flags.ts';
import { packets } from './130-packets.ts';
import { profiles } from './140-profiles.ts';
import { pointOrders } from './150-point-orders.ts';
import type { Migration } from './migration.ts';

const MIGRATIONS: readonly Migration[] = [
  timelines,
  messageChanges,
  rolesAndInvites,
  receiptPolicies,
  channels,
  files,
  administration,
  integrations,
  generations,
  figures,
  draftsAndTypedNames,
  flags,
  packets,
  profiles,
  pointOrders,
];

/** The schema this code writes. */
export const SCHEMA_VERSION: number = MIGRATIONS.at(-1)?.version ?? 0;

/** Brings a file up to SCHEMA_VERSION, all or nothing. A file of a later version is refused with `store_newer`. */
export function migrate(database: Database.Database): void {
  const current = Number(database.pragma('user_version', { simple: true }));
  if (current > SCHEMA_VERSION) {
    throw new AppError(
      'store_newer',
      `the relay's data has version ${current}, this program ${SCHEMA_VERSION}`,
    );
  }
  database
    .transaction(() => {
      for (const { version, sql, fill } of MIGRATIONS) {
        if (version <= current) continue;
        database.exec(sql);
        fill?.(database);
        database.pragma(`user_version = ${version}`);
      }
    })
    .immediate();
}
