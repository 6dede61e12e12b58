import type { BenchOptions, BenchResult } from '../report.ts';
import { storedTable } from './stored.ts';

/**
 * What PostgreSQL stores: messages of many conversations by one node and by several. `--messages=50000`, `--conversations=200`,
 * `--in-flight=1000` for each node, `--nodes=1,2,3`.
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const nodes = (options.list('nodes') ?? ['1', '2', '3']).map(Number);
  return storedTable({
    nodes,
    messages: options.option('messages', 50_000),
    conversations: options.option('conversations', 200),
    inFlight: options.option('in-flight', 1_000),
    say: options.say,
  });
}
