import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientConfig } from '../../../src/relay/storage/postgres/connection.ts';
import { MIGRATIONS, migrate } from '../../../src/relay/storage/postgres/migrations/migrate.ts';
import { type Migration, ONLY_ADDS } from '../../../src/relay/storage/postgres/migrations/migration.ts';
import {
  openPostgresRelayStorage,
  type PostgresRelayStorage,
} from '../../../src/relay/storage/postgres/postgres-relay-storage.ts';
import type { NodeIdentity } from '../../../src/relay/storage/node-register.ts';
import type { AppError } from '../../../src/shared/errors.ts';
import { startPostgres, type TestDatabase, type TestPostgres } from '../../support/postgres.ts';
import { seededIds } from '../../support/seeded-random.ts';

const makeId = seededIds(31);
const PRESENT = MIGRATIONS.at(-1)?.version ?? 0;
const ADDS: Migration = {
  version: 9_000,
  oldest: ONLY_ADDS,
  sql: 'ALTER TABLE lease ADD COLUMN note text',
};
const REMOVES: Migration = { version: 9_010, oldest: 9_000, sql: 'ALTER TABLE lease DROP COLUMN until' };
const ADDS_AGAIN: Migration = { ...ADDS, version: 9_020, sql: 'CREATE TABLE later (key integer)' };

let postgres: TestPostgres;
let database: TestDatabase;

beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.remove());
beforeEach(async () => {
  database = await postgres.database();
});

const identity = (version: string): NodeIdentity => ({
  id: makeId(),
  version,
  place: `chat-${version}:7480`,
  startedAt: 1_000,
});

function start(
  version: string,
  onOutdated: (error: AppError) => void = () => undefined,
): Promise<PostgresRelayStorage> {
  return openPostgresRelayStorage({ url: database.url, node: identity(version), onOutdated });
}

/** A node whose program has these steps beside those of today, as far as its start; it lives until it is ended. */
async function startLater(...steps: readonly Migration[]) {
  const client = new pg.Client(clientConfig(database.url));
  await client.connect();
  const end = (): Promise<void> => client.end();
  try {
    const waiting = await migrate(client, { node: identity('9.0.0'), migrations: [...MIGRATIONS, ...steps] });
    return { waiting, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function has(table: string, column: string): Promise<boolean> {
  const rows = await postgres.query(
    'SELECT FROM information_schema.columns WHERE table_name = $1 AND column_name = $2',
    [table, column],
    database.name,
  );
  return rows.length > 0;
}

describe('nodes of two versions on one database', () => {
  it('work side by side, and an older one starts, where the newer one has only added', async () => {
    const older = await start('1.0.0');
    const newer = await startLater(ADDS);
    expect(newer.waiting).toEqual([]);
    const another = await start('1.0.1');
    expect(await another.position()).toBe(await older.position());
    const nodes = (await older.register?.list()) ?? [];
    expect(nodes.map(({ version, schema }) => [version, schema])).toEqual([
      ['1.0.0', PRESENT],
      ['9.0.0', 9_000],
      ['1.0.1', PRESENT],
    ]);
    await Promise.all([older.close(), another.close(), newer.end()]);
  });

  it('wait with what removes something until the older ones are gone, which then start no more', async () => {
    const older = await start('1.0.0');
    const newer = await startLater(ADDS, REMOVES);
    expect(newer.waiting).toEqual([9_010]);
    expect(await has('lease', 'until')).toBe(true);
    await older.register?.report(3, 1);
    await older.close();
    const last = await startLater(ADDS, REMOVES);
    expect(last.waiting).toEqual([]);
    expect(await has('lease', 'until')).toBe(false);
    await expect(start('1.0.0')).rejects.toMatchObject({ code: 'store_newer' });
    await Promise.all([newer.end(), last.end()]);
  });

  it('refuse to start, name the older ones, and have changed nothing, where more comes after what has to wait', async () => {
    const older = await start('1.0.0');
    const refused: unknown = await startLater(ADDS, REMOVES, ADDS_AGAIN).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'store_locked' });
    expect(String(refused)).toContain('chat-1.0.0:7480 (1.0.0)');
    expect(await has('lease', 'note')).toBe(false);
    await older.close();
    const newer = await startLater(ADDS, REMOVES, ADDS_AGAIN);
    expect(await has('later', 'key')).toBe(true);
    await newer.end();
  });

  it('keep one from writing that was cut off while what it needs was removed, and tell it so', async () => {
    const told: AppError[] = [];
    const older = await start('1.0.0', (error) => told.push(error));
    const cut =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'yidu-relay'";
    await postgres.query(cut);
    const newer = await startLater(ADDS, REMOVES);
    expect(newer.waiting).toEqual([]);
    const refused: unknown = await older.expireAudit(1, 1).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'internal' });
    expect(told.map(({ code }) => code)).toEqual(['store_newer']);
    await Promise.all([older.close(), newer.end()]);
  });

  it('give way to readers that hold a table for long, and try again', async () => {
    const older = await start('1.0.0');
    const reader = new pg.Client(database.url);
    await reader.connect();
    await reader.query('BEGIN; SELECT FROM lease');
    const client = new pg.Client(clientConfig(database.url));
    await client.connect();
    const steps = [...MIGRATIONS, ADDS];
    await expect(migrate(client, { migrations: steps })).rejects.toMatchObject({ code: '55P03' });
    // Nobody waits any more for what was given up.
    expect(await older.position()).toBe(0);
    await reader.end();
    expect(await migrate(client, { migrations: steps })).toEqual([]);
    await client.end();
    await older.close();
  });
});

describe('the register of nodes', () => {
  it('knows who lives, for how long, and how many are connected there, and forgets who has died', async () => {
    const first = await start('1.0.0');
    await first.register?.report(12, 5_000);
    const [shown] = (await first.register?.list()) ?? [];
    expect(shown).toMatchObject({ version: '1.0.0', startedAt: 1_000, seenAt: 5_000, connections: 12 });
    const second = await start('1.1.0');
    expect(await second.register?.list()).toHaveLength(2);
    await first.close();
    expect((await second.register?.list())?.map(({ version }) => version)).toEqual(['1.1.0']);
    const third = await start('1.2.0');
    const rows = await postgres.query('SELECT version FROM node ORDER BY version', [], database.name);
    expect(rows).toEqual([{ version: '1.1.0' }, { version: '1.2.0' }]);
    await Promise.all([second.close(), third.close()]);
  });
});
