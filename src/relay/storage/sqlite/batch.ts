import { type BatchAnswer, type BatchCall, failedAnswer, WRITES } from '../batch-call.ts';
import { callCore, type RelayStorageCore } from '../relay-storage-core.ts';
import type { TransactionQueries } from './queries/transaction.ts';

/**
 * Runs calls in their order, all writes among them as one transaction, and returns once it is durable. A call that throws
 * is undone alone; when the transaction itself fails, every call has failed.
 */
export function runBatch(
  core: RelayStorageCore,
  transaction: TransactionQueries,
  calls: readonly BatchCall[],
): BatchAnswer[] {
  const writes = calls.some(({ method }) => WRITES.has(method));
  try {
    if (writes) transaction.begin();
    const answers = calls.map((call) => runCall(core, transaction, call));
    if (writes) transaction.commit();
    return answers;
  } catch (error) {
    transaction.rollback();
    return calls.map(() => failedAnswer(error));
  }
}

function runCall(core: RelayStorageCore, transaction: TransactionQueries, call: BatchCall): BatchAnswer {
  const write = WRITES.has(call.method);
  try {
    if (write) transaction.mark();
    const value = callCore(core, call.method, call.args);
    if (write) transaction.release();
    return { ok: true, value };
  } catch (error) {
    if (write && !transaction.rollbackToMark()) throw error;
    return failedAnswer(error);
  }
}
