import pg from 'pg';
import { AppError } from '../../../shared/errors.ts';
import { withAttempts } from './attempts.ts';
import { clientConfig, isConnectionLost } from './connection.ts';
import { type Session, sessionOn } from './session.ts';

/** Connections are made anew after this time, so that none keeps what it has gathered for ever. */
const LIFE_SECONDS = 3_600;

export interface ConnectionPoolOptions<P> {
  readonly url: string;
  /** At most. They are made when they are needed. */
  readonly connections: number;
  /** Calls that are under way or wait for a connection; more are refused with `busy`. */
  readonly maxOpen: number;
  /** What calls work with, made once for each connection. */
  readonly prepare: (session: Session) => P;
}

/**
 * Connections that calls share, several at a time. A call whose connection is lost is made again on another one, for some ten seconds:
 * so it must not harm when it has been done already. Rejects with an AppError.
 */
export class ConnectionPool<P> {
  readonly #pool: pg.Pool;
  readonly #maxOpen: number;
  readonly #prepare: (session: Session) => P;
  readonly #prepared = new WeakMap<pg.PoolClient, P>();
  readonly #closing = new AbortController();
  #open = 0;

  constructor({ url, connections, maxOpen, prepare }: ConnectionPoolOptions<P>) {
    this.#maxOpen = maxOpen;
    this.#prepare = prepare;
    this.#pool = new pg.Pool({ ...clientConfig(url), max: connections, maxLifetimeSeconds: LIFE_SECONDS });
    // Without listeners the loss of a connection would end the process. The pool lets go of one that rests by itself; one that is in use
    // refuses its next statement, also where it was lost between two of them.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** One statement, or several that need not belong together. */
  run<R>(use: (prepared: P) => Promise<R>): Promise<R> {
    return this.#call(use);
  }

  /** Statements of one transaction: reads are as of one moment, writes lock what they decide by themselves. */
  transaction<R>(kind: 'READ ONLY' | 'READ WRITE', use: (prepared: P) => Promise<R>): Promise<R> {
    const isolation = kind === 'READ ONLY' ? 'REPEATABLE READ' : 'READ COMMITTED';
    return this.#call(async (prepared, client) => {
      try {
        const begun = client.query(`BEGIN ISOLATION LEVEL ${isolation} ${kind}`);
        if (kind === 'READ WRITE') await begun;
        // What is read first goes to the server together with the beginning.
        const [result] = await Promise.all([use(prepared), begun]);
        const ended = client.query('COMMIT');
        if (kind === 'READ WRITE') await ended;
        // What was read is true however its transaction ends; whoever gets the connection next asks behind that.
        else ended.catch(() => undefined);
        return result;
      } catch (error) {
        if (!isConnectionLost(error)) await client.query('ROLLBACK');
        throw error;
      }
    });
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#pool.end();
  }

  async #call<R>(use: (prepared: P, client: pg.PoolClient) => Promise<R>): Promise<R> {
    if (this.#open >= this.#maxOpen) throw new AppError('busy');
    this.#open++;
    try {
      return await withAttempts(() => this.#once(use), isConnectionLost, this.#closing.signal);
    } catch (error) {
      throw AppError.from(error);
    } finally {
      this.#open--;
    }
  }

  async #once<R>(use: (prepared: P, client: pg.PoolClient) => Promise<R>): Promise<R> {
    const client = await this.#pool.connect();
    let failure: unknown;
    try {
      return await use(this.#preparedOn(client), client);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      client.release(isConnectionLost(failure));
    }
  }

  #preparedOn(client: pg.PoolClient): P {
    const known = this.#prepared.get(client);
    if (known !== undefined) return known;
    const prepared = this.#prepare(sessionOn(client));
    this.#prepared.set(client, prepared);
    return prepared;
  }
}
