import { afterAll, beforeAll, vi } from 'vitest';
import { openPostgresRelayStorage } from '../../../src/relay/storage/postgres/postgres-relay-storage.ts';
import { startPostgres, type TestDatabase, type TestPostgres } from '../../support/postgres.ts';
import { describeRelayStorage } from './suite.ts';

// Some tests write thousands of times, one write after the other, each a dozen messages between two processes.
vi.setConfig({ testTimeout: 120_000 });

let postgres: TestPostgres;
let database: TestDatabase;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await postgres.database();
}, 60_000);

afterAll(() => postgres.remove());

describeRelayStorage(
  'PostgreSQL',
  async () => ({
    storage: await openPostgresRelayStorage({ url: database.url }),
    cleanUp: () => database.empty(),
  }),
  { modelRuns: 3 },
);
