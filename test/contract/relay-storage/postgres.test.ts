import { afterAll, beforeAll } from 'vitest';
import { openPostgresRelayStorage } from '../../../src/relay/storage/postgres/postgres-relay-storage.ts';
import { startPostgres, type TestDatabase, type TestPostgres } from '../../support/postgres.ts';
import { describeRelayStorage } from './suite.ts';

let postgres: TestPostgres;
let template: TestDatabase;

beforeAll(async () => {
  postgres = await startPostgres();
  template = await postgres.database();
  await (await openPostgresRelayStorage({ url: template.url })).close();
}, 60_000);

afterAll(() => postgres.remove());

describeRelayStorage(
  'PostgreSQL',
  async () => {
    const database = await postgres.database(template.name);
    const storage = await openPostgresRelayStorage({ url: database.url });
    return { storage, cleanUp: () => database.drop() };
  },
  { modelRuns: 3 },
);
