import Database from 'better-sqlite3';
import { AppError } from '../../../shared/errors.ts';
import type { BatchAnswer, BatchCall } from '../batch-call.ts';
import { runBatch } from './batch.ts';
import { openDatabase } from './database.ts';
import { prepareTransaction } from './queries/transaction.ts';
import { createSqliteRelayCore } from './sqlite-relay-core.ts';

/** A relay's database file, open in this thread. */
export interface OpenCore {
  run(calls: readonly BatchCall[]): BatchAnswer[];
  /**
   * Writes a copy of the database, as of its end, to a new file. Other calls are served between its steps, and what they write
   * is in the copy. Rejects with `cancelled` when the file is closed meanwhile, and with `disk_full`.
   */
  snapshot(target: string): Promise<void>;
  close(): Promise<void>;
}

/** Pages copied before other calls get their turn: 1 MB, about a millisecond. */
const SNAPSHOT_PAGES = 256;

function isFull(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === 'SQLITE_FULL';
}

/** Fails as `openDatabase` does. */
export function openCore(file: string): OpenCore {
  const database = openDatabase(file);
  const core = createSqliteRelayCore(database);
  const transaction = prepareTransaction(database);
  const snapshots = new Set<Promise<unknown>>();
  let closing = false;
  return {
    run: (calls) => runBatch(core, transaction, calls),
    async snapshot(target) {
      const progress = (): number => {
        if (closing) throw new AppError('cancelled', 'the storage is being closed');
        return SNAPSHOT_PAGES;
      };
      const work = database.backup(target, { progress });
      snapshots.add(work);
      try {
        await work;
      } catch (error) {
        throw isFull(error) ? new AppError('disk_full', 'the disk is full', { cause: error }) : error;
      } finally {
        snapshots.delete(work);
      }
    },
    async close() {
      closing = true;
      // SQLite keeps a database open whose copy is not done.
      await Promise.allSettled(snapshots);
      database.close();
    },
  };
}
