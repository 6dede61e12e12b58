import type { BatchAnswer, BatchCall } from './batch.ts';
import { runBatch } from './batch.ts';
import { openDatabase } from './database.ts';
import { prepareTransaction } from './queries/transaction.ts';
import { SqliteRelayCore } from './sqlite-relay-core.ts';

/** A relay's database file, open in this thread. */
export interface OpenCore {
  run(calls: readonly BatchCall[]): BatchAnswer[];
  close(): void;
}

/** Fails as `openDatabase` does. */
export function openCore(file: string): OpenCore {
  const database = openDatabase(file);
  const core = new SqliteRelayCore(database);
  const transaction = prepareTransaction(database);
  return {
    run: (calls) => runBatch(core, transaction, calls),
    close: () => void database.close(),
  };
}
