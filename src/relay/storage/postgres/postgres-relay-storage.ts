import { AppError } from '../../../shared/errors.ts';
import type { CommitMeter } from '../../metrics/commit-meter.ts';
import { WRITES } from '../batch-call.ts';
import { GroupCommit } from '../group-commit.ts';
import type { NodeIdentity, NodeRegister } from '../node-register.ts';
import type { RelayStorage } from '../port.ts';
import { relayStorageOver, type StorageCall } from '../relay-storage-core.ts';
import { unusable } from './connection.ts';
import { PostgresNodeRegister } from './postgres-node-register.ts';
import { PostgresReaders } from './postgres-readers.ts';
import { PostgresWriter } from './postgres-writer.ts';

export interface PostgresRelayStorageOptions {
  /** `postgres://user:password@host:5432/name`; the database is there, its tables are made. */
  readonly url: string;
  /** Connections that only read; there is one more, which writes. */
  readonly readers?: number;
  /** Measures every batch, if given. */
  readonly meter?: CommitMeter | undefined;
  /** Absent: nobody who stays. It is not in the register, and older nodes are not kept from it. */
  readonly node?: NodeIdentity;
  /** A newer node has changed what this program needs, while this one was cut off: it is of no use any more. */
  readonly onOutdated?: (error: AppError) => void;
}

/** With `node`, what knows of the others. */
export interface PostgresRelayStorage extends RelayStorage {
  readonly register: NodeRegister | undefined;
}

const READERS = 4;

/**
 * A relay's data in PostgreSQL (15 or later), which several nodes may use at a time. All writes made in one turn of the event
 * loop, and all that come while a batch is under way, share one transaction; what is read beside them goes its own way. A lost
 * connection is made again; calls wait for it some ten seconds. Rejects with `store_failed` when the database cannot be used,
 * and with `store_newer` or `store_locked` when nodes of another version have used it or use it, as `migrate` says.
 */
export async function openPostgresRelayStorage(
  options: PostgresRelayStorageOptions,
): Promise<PostgresRelayStorage> {
  const { url, node } = options;
  const writer = new PostgresWriter(url, node, options.onOutdated);
  let waiting: readonly number[];
  try {
    waiting = await writer.open();
  } catch (error) {
    await writer.close();
    throw unusable(error);
  }
  const readers = new PostgresReaders(url, options.readers ?? READERS);
  const register = node && new PostgresNodeRegister(url, node, waiting);
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
    await register?.close();
    await Promise.all([readers.close(), writer.close()]);
  };
  return { ...relayStorageOver(call, () => (closed ??= close())), register };
}
