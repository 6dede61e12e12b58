import type { BenchOptions, BenchResult } from '../report.ts';
import { chosenBuses } from './bench-bus.ts';
import { bytesTable } from './bytes.ts';
import { comparisonTable } from './comparison.ts';
import { fanOutTable } from './fan-out.ts';
import { grabsTable } from './grabs.ts';
import { storedTable } from './stored.ts';

/**
 * What several nodes do; `--tables=stored,bytes,comparison,nodes,grabs` chooses, `--nodes=1,2,3` how many. `stored`: what PostgreSQL stores of many conversations,
 * `--messages=50000`, `--conversations=200`, `--in-flight=1000` for each node. `bytes`: what a message and a report leave on its disk. `comparison`: what
 * it costs to look for missed commits, with `--memberships=1000000`. `nodes`: real processes and one group,
 * `--bus=postgres,nats`, `--members=640`, `--group-messages=1000`, `--seconds=15`, `--repeats=3`. `grabs`: everybody takes of one red packet at once, at
 * as many nodes as there may be, `--takers=10000`, `--shares=1000`.
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const nodes = (options.list('nodes') ?? ['1', '2', '3']).map(Number);
  const tables = options.list('tables') ?? ['stored', 'bytes', 'comparison', 'nodes', 'grabs'];
  const notes: string[] = [];
  const results: BenchResult[] = [];
  if (tables.includes('stored'))
    results.push(
      await storedTable({
        nodes,
        messages: options.option('messages', 50_000),
        conversations: options.option('conversations', 200),
        inFlight: options.option('in-flight', 1_000),
        say: options.say,
      }),
    );
  if (tables.includes('bytes'))
    results.push(await bytesTable({ messages: options.option('messages', 50_000), say: options.say }));
  if (tables.includes('comparison'))
    results.push(
      await comparisonTable({ memberships: options.option('memberships', 1_000_000), say: options.say }),
    );
  if (tables.includes('nodes'))
    results.push(
      await fanOutTable({
        nodes,
        buses: chosenBuses(options.list('bus') ?? ['postgres', 'nats'], notes),
        members: options.option('members', 640),
        messages: options.option('group-messages', 1_000),
        seconds: options.option('seconds', 15),
        repeats: options.option('repeats', 3),
        say: options.say,
      }),
    );
  if (tables.includes('grabs'))
    results.push(
      await grabsTable({
        nodes: Math.max(...nodes),
        bus: chosenBuses(options.list('bus') ?? ['postgres'], notes)[0] ?? 'postgres',
        takers: options.option('takers', 10_000),
        shares: options.option('shares', 1_000),
        say: options.say,
      }),
    );
  return {
    rows: results.flatMap(({ rows }) => rows),
    targets: results.flatMap(({ targets }) => targets),
    notes: [...notes, ...new Set(results.flatMap((result) => result.notes))],
  };
}
