import type { BenchOptions, BenchResult } from '../report.ts';
import { framesTable } from './frames.ts';
import { storageTable } from './storage.ts';

/** What receipts cost: on disk and in time, and in frames. `--only=storage` or `--only=frames`; `--members` for other sizes. */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const only = options.list('only') ?? ['storage', 'frames'];
  const results: BenchResult[] = [];
  const sizes = options.list('members')?.map(Number) ?? [640, 10_000];
  for (const members of only.includes('storage') ? sizes : []) {
    options.say(`storage, ${members} members …`);
    results.push(
      storageTable({
        members,
        messages: options.option('messages', 100_000),
        peerMessages: options.option('peer-messages', members > 1_000 ? 200 : 1_000),
      }),
    );
  }
  if (only.includes('frames')) results.push(await framesTable(options));
  return {
    rows: results.flatMap(({ rows }) => rows),
    targets: results.flatMap(({ targets }) => targets),
    notes: results.flatMap(({ notes }) => notes),
  };
}
