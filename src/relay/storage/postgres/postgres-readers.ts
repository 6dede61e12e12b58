import type { StorageArgs, StorageMethod, StorageResult } from '../relay-storage-core.ts';
import { callPort } from './call-port.ts';
import { ConnectionPool } from './connection-pool.ts';
import { createPostgresRelayCore, type PostgresRelayCore } from './postgres-relay-core.ts';
import { prepareQueries } from './queries/all.ts';
import type { Session } from './session.ts';

/** Reads that are under way or wait for a connection; more are refused with `busy`. */
const MAX_OPEN = 10_000;

/** One statement sees one moment by itself. */
const ONE_STATEMENT: ReadonlySet<StorageMethod> = new Set<StorageMethod>([
  'relayId',
  'accountById',
  'accountByName',
  'peopleByIds',
  'listDevices',
  'position',
  'file',
  'uploadOf',
  'knownHashes',
  'fileStates',
  'hookByTokenHash',
  'listHooks',
  'listCallbacks',
  'storedPolicies',
  'accountOverview',
  'packetStates',
  'changedPeople',
  'profilePicture',
]);

/** Connections that only read, several at a time, each call as of one moment. */
export class PostgresReaders {
  readonly #pool: ConnectionPool<PostgresRelayCore>;

  constructor(url: string, connections: number) {
    const prepare = (session: Session): PostgresRelayCore => createPostgresRelayCore(prepareQueries(session));
    this.#pool = new ConnectionPool({ url, connections, maxOpen: MAX_OPEN, prepare });
  }

  call<M extends StorageMethod>(method: M, args: StorageArgs<M>): Promise<StorageResult<M>> {
    const read = (core: PostgresRelayCore): Promise<StorageResult<M>> => callPort(core, method, args);
    return ONE_STATEMENT.has(method) ? this.#pool.run(read) : this.#pool.transaction('READ ONLY', read);
  }

  /** Waits for what is under way. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}
