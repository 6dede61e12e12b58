import pg, { type ClientBase } from 'pg';
import { AppError } from '../../../../shared/errors.ts';
import type { NodeIdentity } from '../../node-register.ts';
import { type RegisterQueries, prepareRegister } from '../queries/register.ts';
import { sessionOn } from '../session.ts';
import { people } from './010-people.ts';
import { conversations } from './020-conversations.ts';
import { timelines } from './030-timelines.ts';
import { channels } from './040-channels.ts';
import { files } from './050-files.ts';
import { administration } from './060-administration.ts';
import { nodes } from './070-nodes.ts';
import { packets } from './080-packets.ts';
import { profiles } from './090-profiles.ts';
import { nodeRegister } from './100-node-register.ts';
import { pointOrders } from './110-point-orders.ts';
import type { Migration } from './migration.ts';

/** All steps, in their order. */
export const MIGRATIONS: readonly Migration[] = [
  people,
  conversations,
  timelines,
  channels,
  files,
  administration,
  nodes,
  packets,
  profiles,
  nodeRegister,
  pointOrders,
];

/** Advisory locks are numbers. */
const MIGRATING = 7_918_401;
/** A step that others do not let to a table for so long gives way to them: whoever comes after it waits, too. ms. */
const LOCK_MS = 3_000;
/** A lock that was not to be had in time, and one that two waited for in a circle. */
const GAVE_WAY = new Set(['55P03', '40P01']);

/** Whether `migrate` has given way to others, and may succeed at the next attempt. */
export function hasGivenWay(error: unknown): boolean {
  return error instanceof pg.DatabaseError && GAVE_WAY.has(error.code ?? '');
}

export interface MigrateOptions {
  /** Enters the node into the register, together with the check: from then on no step is done that it does not get along with. */
  readonly node?: NodeIdentity | undefined;
  readonly migrations?: readonly Migration[];
}

/**
 * Brings a database up to date, all or nothing; of several nodes that start at once one does it, and the others wait. Resolves with the
 * versions that wait for older nodes to be gone. Rejects with `store_newer` where a newer program has changed what this one needs, and
 * with `store_locked` where what this program needs comes after a step that older nodes, which it names, do not get along with.
 */
export async function migrate(
  client: ClientBase,
  { node, migrations = MIGRATIONS }: MigrateOptions = {},
): Promise<readonly number[]> {
  const schema = migrations.at(-1)?.version ?? 0;
  const register = prepareRegister(sessionOn(client));
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(${MIGRATING})`);
    const done = await versionsOf(client, migrations, schema);
    const missing = migrations.filter(({ version }) => !done.has(version));
    const waiting = missing.length > 0 ? await apply(client, missing, register) : [];
    if (node) await register.enter({ ...node, schema });
    await client.query('COMMIT');
    return waiting;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** The steps that were done, also those that this program does not know and gets along with. */
async function versionsOf(
  client: ClientBase,
  migrations: readonly Migration[],
  schema: number,
): Promise<ReadonlySet<number>> {
  await client.query('CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY)');
  // Databases of the first days do not have it. NULL: of such a day, and unknown to programs before it.
  await client.query('ALTER TABLE schema_version ADD COLUMN IF NOT EXISTS oldest integer');
  const { rows } = await client.query<{ version: number; oldest: number | null }>(
    'SELECT version, oldest FROM schema_version ORDER BY version',
  );
  const known = new Set(migrations.map(({ version }) => version));
  for (const { version, oldest } of rows) {
    if (!known.has(version) && (oldest === null || oldest > schema)) {
      throw new AppError(
        'store_newer',
        `the relay's data has version ${version}, for programs that know ${oldest ?? version}, and this one knows ${schema}`,
      );
    }
  }
  return new Set(rows.map(({ version }) => version));
}

/** Does what can be done; resolves with the versions of what has to wait. */
async function apply(
  client: ClientBase,
  missing: readonly Migration[],
  register: RegisterQueries,
): Promise<number[]> {
  const { rows } = await client.query<{ meta: boolean; node: boolean }>(
    "SELECT to_regclass('meta') IS NOT NULL AS meta, to_regclass('node') IS NOT NULL AS node",
  );
  // No batch is under way while tables change: it would hold one of them, wait for another, and be waited for.
  if (rows[0]?.meta === true) await client.query('SELECT FROM meta FOR UPDATE');
  await client.query(`SET LOCAL lock_timeout = ${LOCK_MS}`);
  const live = rows[0]?.node === true ? await register.live() : [];
  for (const [index, { version, oldest, sql }] of missing.entries()) {
    const older = live.filter(({ schema }) => schema < oldest);
    if (older.length > 0) {
      const rest = missing.slice(index);
      if (rest.every((step) => step.oldest > 0)) return rest.map((step) => step.version);
      const names = older.map((one) => `${one.place} (${one.version})`).join(', ');
      throw new AppError(
        'store_locked',
        `version ${version} of the relay's data has to wait until these older nodes are stopped or upgraded: ${names}`,
      );
    }
    await client.query(sql);
    await client.query('INSERT INTO schema_version (version, oldest) VALUES ($1, $2)', [version, oldest]);
  }
  return [];
}
