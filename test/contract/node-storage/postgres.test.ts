import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresNodeStorage } from '../../../src/relay/storage/postgres/postgres-node-storage.ts';
import { openPostgresRelayStorage } from '../../../src/relay/storage/postgres/postgres-relay-storage.ts';
import { startPostgres, type TestDatabase, type TestPostgres } from '../../support/postgres.ts';
import { describeNodeStorage } from './suite.ts';

let postgres: TestPostgres;
let database: TestDatabase;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await postgres.database();
}, 60_000);

afterAll(() => postgres.remove());

describeNodeStorage('PostgreSQL', async () => {
  const storage = await openPostgresRelayStorage({ url: database.url });
  const nodes = new PostgresNodeStorage(database.url);
  const cleanUp = async (): Promise<void> => {
    await nodes.close();
    await database.empty();
  };
  return { storage, nodes, cleanUp };
});

it('[SES-7] keeps the attempts of the 10,000 names that were tried last', async () => {
  // Who makes the tables.
  const storage = await openPostgresRelayStorage({ url: database.url });
  const nodes = new PostgresNodeStorage(database.url);
  try {
    await postgres.query(
      `INSERT INTO attempt (digest, count, locked_until, tried_at)
       SELECT 'name ' || n, 9, 0, n FROM generate_series(1, 10005) n`,
      [],
      database.name,
    );
    expect(await nodes.countAttempt('another', 20_000)).toEqual({ kind: 'allowed', locks: false });
    const rows = await postgres.query<{ count: number; oldest: number }>(
      'SELECT count(*)::int AS count, min(tried_at)::int AS oldest FROM attempt',
      [],
      database.name,
    );
    expect(rows).toEqual([{ count: 10_000, oldest: 7 }]);
    // Whoever is remembered has one attempt left.
    expect(await nodes.countAttempt('name 7', 20_001)).toEqual({ kind: 'allowed', locks: true });
  } finally {
    await nodes.close();
    await storage.close();
    await database.empty();
  }
});
