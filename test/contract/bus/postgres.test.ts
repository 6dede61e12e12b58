import { afterAll, beforeAll } from 'vitest';
import { systemClock } from '../../../src/relay/bin/system.ts';
import { PostgresBus } from '../../../src/relay/cluster/postgres-bus.ts';
import { SILENT_LOGGER } from '../../../src/shared/logger.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { describeBus } from './suite.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(() => server.remove());

describeBus(
  'PostgreSQL',
  async () => {
    const { url } = await server.database();
    return {
      join: () => new PostgresBus({ url, clock: systemClock, random: Math.random, logger: SILENT_LOGGER }),
      cut: () => server.stop('at once'),
      heal: () => server.start(),
      close: () => Promise.resolve(),
    };
  },
  true,
);
