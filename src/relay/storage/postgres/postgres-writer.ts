import pg from 'pg';
import { AppError } from '../../../shared/errors.ts';
import { type BatchAnswer, type BatchCall, failedAnswer } from '../batch-call.ts';
import type { NodeIdentity } from '../node-register.ts';
import type { StorageArgs, StorageMethod } from '../relay-storage-core.ts';
import { isPlain } from './append-many.ts';
import { withAttempts } from './attempts.ts';
import { callPort } from './call-port.ts';
import { clientConfig, isConnectionLost } from './connection.ts';
import { inTurn } from './in-turn.ts';
import { hasGivenWay, migrate } from './migrations/migrate.ts';
import { createPostgresRelayCore, type PostgresRelayCore } from './postgres-relay-core.ts';
import { prepareQueries, type Queries } from './queries/all.ts';
import { type CountingSession, countingSession } from './session.ts';
import { beginBatch, commitBatch } from './transaction.ts';

interface Connected {
  readonly client: pg.Client;
  readonly session: CountingSession;
  readonly queries: Queries;
  readonly core: PostgresRelayCore;
}

/** A commit was asked for, and the connection was lost before its answer came. */
class UnknownOutcome extends Error {
  readonly transaction: string;
  readonly answers: readonly BatchAnswer[];

  constructor(transaction: string, answers: readonly BatchAnswer[], cause: unknown) {
    super('the outcome of a commit is not known', { cause });
    this.transaction = transaction;
    this.answers = answers;
  }
}

/**
 * The one connection of a node that writes. A batch is one transaction; batches of all nodes come one after the other, because
 * each begins by locking the row that has the position. When the connection is lost, the batch is done again on another one,
 * but only after PostgreSQL has said that it was not committed: no call is done twice, and none is answered that is not durable.
 */
export class PostgresWriter {
  readonly #url: string;
  readonly #node: NodeIdentity | undefined;
  readonly #onOutdated: (error: AppError) => void;
  readonly #closing = new AbortController();
  #connected: Connected | undefined;

  /**
   * `node`: is entered into the register as long as this is connected. `onOutdated`: a newer node has changed what this program needs,
   * while this one was cut off; nothing can be written any more.
   */
  constructor(url: string, node?: NodeIdentity, onOutdated: (error: AppError) => void = () => undefined) {
    this.#url = url;
    this.#node = node;
    this.#onOutdated = onOutdated;
  }

  /** Connects, and brings the database up to date. Resolves and rejects as `migrate`, or rejects as node-postgres does. */
  async open(): Promise<readonly number[]> {
    const { client, queries } = await this.#connect();
    const waiting = await withAttempts(
      () => migrate(client, { node: this.#node }),
      hasGivenWay,
      this.#closing.signal,
    );
    await queries.generations.join();
    return waiting;
  }

  /**
   * Answers come in the order of the calls, once they are durable. Rejects with `internal` when the database cannot be reached for
   * some ten seconds. Then nothing is stored, but for one case: where the connection was lost at the commit itself, and the server
   * could not be asked about it since. Whoever sends a message again then finds it by its client id (SEQ-2).
   */
  async run(calls: readonly BatchCall[]): Promise<readonly BatchAnswer[]> {
    let unknown: UnknownOutcome | undefined;
    const attempt = async (): Promise<readonly BatchAnswer[]> => {
      try {
        const connected = await this.#usable();
        if (unknown && (await this.#committed(connected, unknown.transaction))) return unknown.answers;
        unknown = undefined;
        return await this.#batch(connected, calls);
      } catch (error) {
        if (error instanceof UnknownOutcome) unknown = error;
        if (isLost(error)) this.#drop();
        throw error;
      }
    };
    try {
      return await withAttempts(attempt, isLost, this.#closing.signal);
    } catch (error) {
      if (error instanceof AppError && error.code === 'store_newer') this.#onOutdated(error);
      else if (!isLost(error)) throw error;
      throw new AppError('internal', 'the database cannot be reached', { cause: error });
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const client = this.#connected?.client;
    this.#connected = undefined;
    await client?.end();
  }

  async #usable(): Promise<Connected> {
    if (this.#connected) return this.#connected;
    const connected = await this.#connect();
    try {
      // While nothing was held here, nodes of a newer version may have gone on without this one.
      if (this.#node) await migrate(connected.client, { node: this.#node });
      await connected.queries.generations.join();
    } catch (error) {
      this.#drop();
      throw hasGivenWay(error)
        ? new Error('Connection terminated: others were in the way', { cause: error })
        : error;
    }
    return connected;
  }

  async #connect(): Promise<Connected> {
    const client = new pg.Client(clientConfig(this.#url));
    const gone = (): void => {
      if (this.#connected?.client === client) this.#connected = undefined;
    };
    // Without a listener the loss of a connection would end the process.
    client.on('error', gone);
    client.on('end', gone);
    await client.connect();
    const session = countingSession(client);
    const queries = prepareQueries(session);
    this.#connected = { client, session, queries, core: createPostgresRelayCore(queries) };
    return this.#connected;
  }

  #drop(): void {
    const client = this.#connected?.client;
    this.#connected = undefined;
    void client?.end().catch(() => undefined);
  }

  /** Rejects like a lost connection as long as the server itself is still about it. */
  async #committed({ client }: Connected, transaction: string): Promise<boolean> {
    const { rows } = await client.query<{ status: string | null }>(
      'SELECT pg_xact_status($1::xid8) AS status',
      [transaction],
    );
    const status = rows[0]?.status;
    if (status === 'committed') return true;
    if (status === 'aborted') return false;
    throw new Error('Connection terminated, and its transaction is not over yet');
  }

  async #batch(connected: Connected, calls: readonly BatchCall[]): Promise<readonly BatchAnswer[]> {
    return (await this.#transaction(connected, calls, false)) ?? (await this.#carefully(connected, calls));
  }

  async #carefully(connected: Connected, calls: readonly BatchCall[]): Promise<readonly BatchAnswer[]> {
    const answers = await this.#transaction(connected, calls, true);
    if (!answers) throw new AppError('internal', 'a batch failed as a whole');
    return answers;
  }

  /**
   * `undefined`: a call failed after it had written something, and nothing is stored. `careful`: then that call alone is undone,
   * for which each call costs two statements more.
   */
  async #transaction(
    connected: Connected,
    calls: readonly BatchCall[],
    careful: boolean,
  ): Promise<readonly BatchAnswer[] | undefined> {
    const { client, queries } = connected;
    try {
      const begun = beginBatch(client);
      queries.meta.begin(begun.then(({ position }) => position));
      const [answers, { transaction }] = await Promise.all([
        (careful ? carefully : boldly)(connected, calls),
        begun,
      ]);
      if (!answers) {
        await client.query('ROLLBACK');
        return undefined;
      }
      await commit(client, queries.meta.mark(), transaction, answers);
      return answers;
    } catch (error) {
      if (!isLost(error)) await client.query('ROLLBACK');
      throw error;
    } finally {
      queries.meta.end();
    }
  }
}

async function carefully(connected: Connected, calls: readonly BatchCall[]): Promise<BatchAnswer[]> {
  await connected.queries.meta.begun();
  return await inTurn(calls, (call) => undoable(connected, call));
}

function isLost(error: unknown): boolean {
  return error instanceof UnknownOutcome || isConnectionLost(error);
}

async function commit(
  client: pg.Client,
  position: number,
  transaction: string,
  answers: readonly BatchAnswer[],
): Promise<void> {
  try {
    await commitBatch(client, position);
  } catch (error) {
    throw isConnectionLost(error) ? new UnknownOutcome(transaction, answers, error) : error;
  }
}

/** `undefined`: a call failed, and may have written something. */
async function boldly(connected: Connected, calls: readonly BatchCall[]): Promise<BatchAnswer[] | undefined> {
  const answers: BatchAnswer[] = [];
  while (answers.length < calls.length) {
    const run = alike(connected, calls, answers.length);
    if (!run) await connected.queries.meta.begun();
    const call = calls[answers.length];
    const answer = run ? await many(run) : call && [await plain(connected, call)];
    for (const one of answer ?? [undefined]) {
      if (!one) return undefined;
      answers.push(one);
    }
  }
  return answers;
}

type Run = () => Promise<readonly unknown[]>;

/** What does the calls from `start` on together, as many as can be. It waits itself for the batch to have begun. */
function alike({ core }: Connected, calls: readonly BatchCall[], start: number): Run | undefined {
  // Each method's own arguments, as in callPort().
  const messages = taken(calls, start, 'append', (args) => {
    const [request] = args as StorageArgs<'append'>;
    return isPlain(request) ? request : undefined;
  });
  if (messages.length > 0) return () => core.appendMany(messages);
  const reports = taken(calls, start, 'report', (args) => (args as StorageArgs<'report'>)[0]);
  return reports.length > 0 ? () => core.reportMany(reports) : undefined;
}

/** Of the calls of this method from `start` on, what they ask for, up to the first that is another one. */
function taken<T>(
  calls: readonly BatchCall[],
  start: number,
  method: StorageMethod,
  request: (args: BatchCall['args']) => T | undefined,
): T[] {
  const found: T[] = [];
  for (let index = start; index < calls.length; index++) {
    const call = calls[index];
    const next = call?.method === method ? request(call.args) : undefined;
    if (next === undefined) break;
    found.push(next);
  }
  return found;
}

/** `undefined`: it failed, and may have written something. */
async function many(run: Run): Promise<BatchAnswer[] | undefined> {
  try {
    const outcomes = await run();
    return outcomes.map((outcome) =>
      outcome instanceof AppError ? failedAnswer(outcome) : { ok: true, value: outcome },
    );
  } catch (error) {
    if (isConnectionLost(error)) throw error;
    return undefined;
  }
}

/** `undefined`: it failed, and may have written something. */
async function plain({ core, session }: Connected, call: BatchCall): Promise<BatchAnswer | undefined> {
  const before = session.changes();
  try {
    return { ok: true, value: await callPort(core, call.method, call.args) };
  } catch (error) {
    if (isConnectionLost(error)) throw error;
    // What the rules refuse they mostly refuse before anything is written.
    return error instanceof AppError && session.changes() === before ? failedAnswer(error) : undefined;
  }
}

async function undoable({ client, core, queries }: Connected, call: BatchCall): Promise<BatchAnswer> {
  const position = queries.meta.mark();
  await client.query('SAVEPOINT call');
  try {
    const value = await callPort(core, call.method, call.args);
    await client.query('RELEASE call');
    return { ok: true, value };
  } catch (error) {
    if (isConnectionLost(error)) throw error;
    await client.query('ROLLBACK TO call');
    queries.meta.backTo(position);
    return failedAnswer(error);
  }
}
