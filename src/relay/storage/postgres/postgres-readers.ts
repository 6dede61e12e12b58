import pg from 'pg';
import { AppError } from '../../../shared/errors.ts';
import type { StorageArgs, StorageMethod, StorageResult } from '../relay-storage-core.ts';
import { withAttempts } from './attempts.ts';
import { callPort } from './call-port.ts';
import { clientConfig, isConnectionLost } from './connection.ts';
import { createPostgresRelayCore, type PostgresRelayCore } from './postgres-relay-core.ts';
import { prepareQueries } from './queries/all.ts';
import { sessionOn } from './session.ts';

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
]);

/** Connections that only read, several at a time, each call as of one moment. */
export class PostgresReaders {
  readonly #pool: pg.Pool;
  readonly #cores = new WeakMap<pg.PoolClient, PostgresRelayCore>();
  readonly #closing = new AbortController();
  #open = 0;

  constructor(url: string, connections: number) {
    this.#pool = new pg.Pool({ ...clientConfig(url), max: connections, maxLifetimeSeconds: 3_600 });
    // Without a listener the loss of an idle connection would end the process; the pool has let go of it already.
    this.#pool.on('error', () => undefined);
  }

  async call<M extends StorageMethod>(method: M, args: StorageArgs<M>): Promise<StorageResult<M>> {
    if (this.#open >= MAX_OPEN) throw new AppError('busy');
    this.#open++;
    try {
      const attempt = (): Promise<StorageResult<M>> => this.#once(method, args);
      return await withAttempts(attempt, isConnectionLost, this.#closing.signal);
    } catch (error) {
      throw AppError.from(error);
    } finally {
      this.#open--;
    }
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#pool.end();
  }

  async #once<M extends StorageMethod>(method: M, args: StorageArgs<M>): Promise<StorageResult<M>> {
    const client = await this.#pool.connect();
    let failure: unknown;
    try {
      return await this.#read(client, method, args);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      client.release(isConnectionLost(failure));
    }
  }

  async #read<M extends StorageMethod>(
    client: pg.PoolClient,
    method: M,
    args: StorageArgs<M>,
  ): Promise<StorageResult<M>> {
    const core = this.#coreOn(client);
    if (ONE_STATEMENT.has(method)) return callPort(core, method, args);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
      return await callPort(core, method, args);
    } finally {
      await client.query('COMMIT');
    }
  }

  #coreOn(client: pg.PoolClient): PostgresRelayCore {
    const known = this.#cores.get(client);
    if (known) return known;
    const core = createPostgresRelayCore(prepareQueries(sessionOn(client)));
    this.#cores.set(client, core);
    return core;
  }
}
