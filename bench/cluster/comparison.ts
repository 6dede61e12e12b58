import { openPostgresRelayStorage } from '../../src/relay/storage/postgres/postgres-relay-storage.ts';
import { PostgresNodeStorage } from '../../src/relay/storage/postgres/postgres-node-storage.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { cpuSeconds } from '../process-stats.ts';
import { populate } from '../relay/workspace.ts';
import type { BenchResult } from '../report.ts';

export interface ComparisonOptions {
  readonly memberships: number;
  readonly say: (text: string) => void;
}

const SIDE = 1_000;
const TIMES = 10;
/** Everybody in every group, as if they had always been. */
const FILL = `SET session_replication_role = replica;
INSERT INTO member (conversation, account, place, role, delivered, position)
  SELECT c.key, a.key, a.key + 10, 'member', 0, 1 FROM conversation c CROSS JOIN account a ORDER BY c.key, a.key LIMIT `;

/** What a node costs PostgreSQL that compares, as each does every 10 s, where nothing has changed but one message. */
export async function comparisonTable({ memberships, say }: ComparisonOptions): Promise<BenchResult> {
  say('comparison …');
  const postgres = await startPostgres();
  try {
    const { url, name } = await postgres.database();
    const storage = await openPostgresRelayStorage({ url });
    const groups = Array.from({ length: SIDE }, (_, index) => [index]);
    await populate(storage, { people: SIDE, groups });
    await postgres.query(`${FILL}${Math.round(memberships)} ON CONFLICT DO NOTHING`, undefined, name);
    await postgres.query('VACUUM ANALYZE', undefined, name);
    const nodes = new PostgresNodeStorage(url);
    const until = await storage.position();
    const pid = postgres.pid();
    const cpu = (): number => (pid === undefined ? 0 : cpuSeconds(pid));
    await nodes.changesSince(until - 1, until, 200);
    const [began, spent] = [performance.now(), cpu()];
    for (let time = 0; time < TIMES; time++) await nodes.changesSince(until - 1, until, 200);
    const row = {
      table: 'one comparison of a node with what is stored',
      subject: `${memberships.toLocaleString('en-US')} memberships`,
      values: {
        ms: (performance.now() - began) / TIMES,
        "PostgreSQL's CPU-ms": ((cpu() - spent) * 1_000) / TIMES,
      },
    };
    await nodes.close();
    await storage.close();
    return { rows: [row], targets: [], notes: [] };
  } finally {
    await postgres.remove();
  }
}
