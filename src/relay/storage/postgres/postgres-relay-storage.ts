import { AppError } from '../../../shared/errors.ts';
import type { CommitMeter } from '../../metrics/commit-meter.ts';
import { WRITES } from '../batch-call.ts';
import { GroupCommit } from '../group-commit.ts';
import type { RelayStorage } from '../port.ts';
import { relayStorageOver, type StorageCall } from '../relay-storage-core.ts';
import { unusable } from './connection.ts';
import { PostgresReaders } from './postgres-readers.ts';
import { PostgresWriter } from './postgres-writer.ts';

export interface PostgresRelayStorageOptions {
  /** `postgres://user:password@host:5432/name`; the database is there, its tables are made. */
  readonly url: string;
  /** Connections that only read; there is one more, which writes. */
  readonly readers?: number;
  /** Measures every batch, if given. */
  readonly meter?: CommitMeter | undefined;
}

const READERS = 4;

/**
 * A relay's data in PostgreSQL (15 or later), which several nodes may use at a time. All writes made in one turn of the event
 * loop, and all that come while a batch is under way, share one transaction; what is read beside them goes its own way. A lost
 * connection is made again; calls wait for it some ten seconds. Rejects with `store_failed` when the database cannot be used,
 * and with `store_newer` when a later version has used it.
 */
export async function openPostgresRelayStorage(options: PostgresRelayStorageOptions): Promise<RelayStorage> {
  const writer = new PostgresWriter(options.url);
  try {
    await writer.open();
  } catch (error) {
    await writer.close();
    throw unusable(error);
  }
  const readers = new PostgresReaders(options.url, options.readers ?? READERS);
  const commits = new GroupCommit((calls) => writer.run(calls), setImmediate, options.meter);
  let ended: AppError | undefined;

  const call: StorageCall = (method, args) => {
    if (ended) return Promise.reject(ended);
    // What is read beside writes that wait is read in its place among them.
    if (WRITES.has(method) || commits.hasWaiting) return commits.call(method, args);
    return commits.answered().then(() => readers.call(method, args));
  };
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    ended = new AppError('shutting_down');
    await commits.end(ended);
    await Promise.all([readers.close(), writer.close()]);
  };
  return relayStorageOver(call, () => (closed ??= close()));
}
