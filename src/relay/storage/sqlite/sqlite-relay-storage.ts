import { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/errors.ts';
import { createRpcClient } from '../../../shared/rpc/rpc.ts';
import type { CommitMeter } from '../../metrics/commit-meter.ts';
import type { RelayStorage } from '../port.ts';
import { relayStorageOver } from '../relay-storage-core.ts';
import { GroupCommit } from '../group-commit.ts';
import type { StorageWorkerApi } from './storage-worker-api.ts';

export interface SqliteRelayStorageOptions {
  /** The database; created when missing, in a folder that exists. */
  readonly file: string;
  /** Script of the worker thread: `worker.ts`, or what it was built to. */
  readonly workerPath: string;
  /** The worker has died. Every open call has been rejected with `internal`, as every later one will be. */
  readonly onFailure: (error: AppError) => void;
  /** Measures every batch, if given. */
  readonly meter?: CommitMeter | undefined;
}

/** What the worker makes lives for one batch; left alone, V8 takes 48 MB and more before it tidies up. */
const YOUNG_MEGABYTES = 6;

/** A storage whose database can be copied while it works. */
export interface SqliteRelayStorage extends RelayStorage {
  /**
   * Writes a copy of the database, as of one moment between the call and its end, to a new file. Rejects with `cancelled` when
   * the storage is closed meanwhile.
   */
  snapshot(file: string): Promise<void>;
}

/**
 * Opens a relay's SQLite file in a worker thread; no other may have it open. All calls made in one turn of the event loop,
 * and all that come while a batch is under way, share one transaction. Rejects as `openDatabase`
 * fails.
 */
export async function openSqliteRelayStorage(
  options: SqliteRelayStorageOptions,
): Promise<SqliteRelayStorage> {
  const worker = new Worker(options.workerPath, {
    workerData: { file: options.file },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  });
  const rpc = createRpcClient<StorageWorkerApi>({
    postMessage: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
  });
  const calls = new GroupCommit((batch) => rpc.remote.run(batch), setImmediate, options.meter);
  let state: 'opening' | 'open' | 'closing' = 'opening';
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
  });
  let cause: unknown;
  worker.once('error', (error: unknown) => {
    cause = error;
  });
  void exited.then(() => {
    const error = new AppError('internal', 'the storage has stopped', { cause });
    rpc.close(error);
    calls.fail(error);
    if (state === 'open') options.onFailure(error);
  });

  try {
    await rpc.remote.open();
    state = 'open';
  } catch (error) {
    await worker.terminate();
    throw error;
  }

  const storage = relayStorageOver(
    (method, args) => calls.call(method, args),
    async () => {
      state = 'closing';
      await calls.end(new AppError('shutting_down'));
      void rpc.remote.close().catch(() => worker.terminate());
      await exited;
    },
  );
  return { ...storage, snapshot: (file) => rpc.remote.snapshot(file) };
}
