import pg from 'pg';
import { AppError } from '../../../shared/errors.ts';

// node-postgres (pg 8.23, MIT, released every few weeks since 2010, in plain JavaScript): its statements have names that we
// give, and a lost connection is an event; postgres.js reconnects by itself, where a batch must know whether it is still the same
// connection.

/** How long PostgreSQL may take to accept a connection. */
const CONNECT_MS = 5_000;
/** How long one statement may take before its connection counts as lost. */
const STATEMENT_MS = 30_000;
/** A node that stands still inside a batch keeps all others waiting: so long, then PostgreSQL ends its batch. */
const PAUSED_MS = 5_000;

const COUNT = 20;
const SUM = 1_700;

/** `count`, `sum` and times come as numbers: none is beyond what a number holds. */
const types = new pg.TypeOverrides();
for (const type of [COUNT, SUM]) types.setTypeParser(type, Number);

/** How a relay connects to `url` (`postgres://user:password@host:5432/name`). */
export function clientConfig(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'yidu-relay',
    keepAlive: true,
    // Statements go to the server as they come and run one after the other: those that do not need each other's answers
    // wait for one answer together. After one that failed, the rest of its transaction fails too.
    pipeline: true,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: PAUSED_MS,
    types,
  };
}

/** Whether the connection is of no use any more after this error; what was not committed on it is undone. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof AppError) return false;
  // 08: connection exceptions. 57P: the server shuts down or ended this connection. 25P03: it waited too long in a batch.
  if (error instanceof pg.DatabaseError) return /^(08|57P|25P03)/.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  return (
    'errno' in error || /^(Connection terminated|Client has|timeout e|Query read timeout)/.test(error.message)
  );
}

/** Why PostgreSQL cannot be used, for whoever starts a relay; names no password. */
export function unusable(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? reasonOf(error) : 'unknown';
  return new AppError('store_failed', `PostgreSQL cannot be used: ${reason}`, { cause: error });
}

function reasonOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return [code, error.message].filter(Boolean).join(' ');
}
