import pg from 'pg';
import type { NodeIdentity, NodeRegister, RegisteredNode } from '../node-register.ts';
import { clientConfig, isConnectionLost } from './connection.ts';
import { ConnectionPool } from './connection-pool.ts';
import { hasGivenWay, migrate } from './migrations/migrate.ts';
import { prepareRegister, type RegisterQueries } from './queries/register.ts';

/** Calls that are under way or wait; more are refused with `busy`. */
const MAX_OPEN = 100;

/** The register of the nodes on a database, for a node that its writing connection has entered. */
export class PostgresNodeRegister implements NodeRegister {
  readonly #url: string;
  readonly #node: NodeIdentity;
  readonly #pool: ConnectionPool<RegisterQueries>;
  /** Steps of the schema that wait for older nodes to be gone. */
  #waiting: readonly number[];

  constructor(url: string, node: NodeIdentity, waiting: readonly number[]) {
    this.#url = url;
    this.#node = node;
    this.#waiting = waiting;
    // A connection of its own, for seconds: what administrators ask keeps nobody waiting.
    this.#pool = new ConnectionPool({ url, connections: 1, maxOpen: MAX_OPEN, prepare: prepareRegister });
  }

  async report(connections: number, at: number): Promise<void> {
    await this.#pool.run((queries) => queries.report(this.#node.id, connections, at));
    if (this.#waiting.length > 0) await this.#doWhatWaits();
  }

  list(): Promise<readonly RegisteredNode[]> {
    return this.#pool.run((queries) => queries.live());
  }

  /** Waits for what is under way. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #doWhatWaits(): Promise<void> {
    const client = new pg.Client(clientConfig(this.#url));
    client.on('error', () => undefined);
    try {
      await client.connect();
      this.#waiting = await migrate(client);
    } catch (error) {
      // The next report tries again.
      if (!hasGivenWay(error) && !isConnectionLost(error)) throw error;
    } finally {
      await client.end();
    }
  }
}
