import type { ClientBase } from 'pg';
import { AppError } from '../../../shared/errors.ts';

/** A batch that has begun. */
export interface BegunBatch {
  /** Of the newest commit. */
  readonly position: number;
  /** PostgreSQL's id of the transaction, which it can be asked for later. */
  readonly transaction: string;
}

// The first and the last statement of a batch go to the server with its begin and its end, in one message each: a batch of one
// call is mostly waiting for answers. Several statements in one message have no parameters.

/**
 * Begins a batch. Others wait here until it is over, on whatever node: a position is seen only once all lower ones are, and
 * whatever a batch decides by stays as it is until its commit.
 */
export async function beginBatch(client: ClientBase): Promise<BegunBatch> {
  const answers: unknown = await client.query(
    'BEGIN; SELECT position, pg_current_xact_id()::text AS transaction FROM meta FOR UPDATE',
  );
  // node-postgres gives a list of results for several statements, which its types do not know.
  const [, { rows }] = answers as [unknown, { readonly rows: readonly BegunBatch[] }];
  const [begun] = rows;
  if (!begun) throw new AppError('store_failed', 'the database has lost its position');
  return begun;
}

/** Stores the position that the batch has come to, and makes it durable. */
export async function commitBatch(client: ClientBase, position: number): Promise<void> {
  if (!Number.isSafeInteger(position)) throw new AppError('internal', 'a position that is no number');
  await client.query(`UPDATE meta SET position = ${String(position)}; COMMIT`);
}
