import { afterAll, beforeAll } from 'vitest';
import { PostgresNodeStorage } from '../../../src/relay/storage/postgres/postgres-node-storage.ts';
import { openPostgresRelayStorage } from '../../../src/relay/storage/postgres/postgres-relay-storage.ts';
import { startPostgres, type TestDatabase, type TestPostgres } from '../../support/postgres.ts';
import { describeNodeStorage } from './suite.ts';

let postgres: TestPostgres;
let template: TestDatabase;

beforeAll(async () => {
  postgres = await startPostgres();
  template = await postgres.database();
  await (await openPostgresRelayStorage({ url: template.url })).close();
}, 60_000);

afterAll(() => postgres.remove());

describeNodeStorage('PostgreSQL', async () => {
  const database = await postgres.database(template.name);
  const storage = await openPostgresRelayStorage({ url: database.url });
  const nodes = new PostgresNodeStorage(database.url);
  const cleanUp = async (): Promise<void> => {
    await nodes.close();
    await database.drop();
  };
  return { storage, nodes, cleanUp };
});
