import { afterAll, beforeAll } from 'vitest';
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
