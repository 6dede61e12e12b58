import type { ClientBase } from 'pg';
import { AppError } from '../../../../shared/errors.ts';
import { people } from './010-people.ts';
import { conversations } from './020-conversations.ts';
import { timelines } from './030-timelines.ts';
import { channels } from './040-channels.ts';
import { files } from './050-files.ts';
import { administration } from './060-administration.ts';
import { nodes } from './070-nodes.ts';
import { packets } from './080-packets.ts';
import { profiles } from './090-profiles.ts';
import type { Migration } from './migration.ts';

const MIGRATIONS: readonly Migration[] = [
  people,
  conversations,
  timelines,
  channels,
  files,
  administration,
  nodes,
  packets,
  profiles,
];

/** The schema this code writes. */
export const SCHEMA_VERSION: number = MIGRATIONS.at(-1)?.version ?? 0;

/** Advisory locks are numbers. */
const MIGRATING = 7_918_401;

/**
 * Brings a database up to SCHEMA_VERSION, all or nothing; of several nodes that start at once one does it, and the others wait. A
 * database of a later version is refused with `store_newer`.
 */
export async function migrate(client: ClientBase): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(${MIGRATING})`);
    await client.query('CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY)');
    const { rows } = await client.query<{ version: number }>(
      'SELECT coalesce(max(version), 0) AS version FROM schema_version',
    );
    const current = rows[0]?.version ?? 0;
    if (current > SCHEMA_VERSION) {
      throw new AppError(
        'store_newer',
        `the relay's data has version ${current}, this program ${SCHEMA_VERSION}`,
      );
    }
    for (const { version, sql } of MIGRATIONS) {
      if (version <= current) continue;
      await client.query(sql);
      await client.query('INSERT INTO schema_version VALUES ($1)', [version]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
