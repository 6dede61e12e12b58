import type { BatchAnswer, BatchCall } from '../batch-call.ts';

/** What the storage's worker thread does for the thread that started it. */
export interface StorageWorkerApi {
  /** Opens the file of `workerData`; first, and once. Fails as `openDatabase` does. */
  open(): void;
  run(calls: readonly BatchCall[]): readonly BatchAnswer[];
  /** Writes a copy of the database, as of its end, to a new file. */
  snapshot(file: string): Promise<void>;
  /** Closes the file; the worker ends. */
  close(): Promise<void>;
}
