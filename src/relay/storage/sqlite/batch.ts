import { AppError, type ErrorBody } from '../../../shared/errors.ts';
import {
  callCore,
  type RelayStorageCore,
  type StorageArgs,
  type StorageMethod,
} from '../relay-storage-core.ts';
import type { TransactionQueries } from './queries/transaction.ts';

/** One call of the port on its way to the database. */
export interface BatchCall {
  readonly method: StorageMethod;
  readonly args: StorageArgs<StorageMethod>;
}

/** Its answer; `detail` is for logs. */
export type BatchAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorBody; readonly detail: string | undefined };

const WRITES: ReadonlySet<StorageMethod> = new Set<StorageMethod>([
  'createAccount',
  'createDevice',
  'createInvitedAccount',
  'createRelayInvite',
  'createGroupInvite',
  'revokeGroupInvites',
  'changePassword',
  'deactivateAccount',
  'touchDevice',
  'revokeDevice',
  'deleteDevice',
  'createConversation',
  'append',
  'report',
  'moveDelivered',
  'setDirectReceipts',
  'setFlags',
  'closeReceipts',
  'createChannel',
  'changeChannel',
  'draftAnnouncement',
  'actOnAnnouncement',
  'reportChannel',
  'administer',
  'appointAdministrator',
  'recordAudit',
  'expireAudit',
  'createUpload',
  'completeFile',
  'dropUpload',
  'removeFiles',
]);

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
    return calls.map(() => failed(error));
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
    return failed(error);
  }
}

function failed(error: unknown): BatchAnswer {
  const known = AppError.from(error);
  const origin = known.cause ?? known;
  return {
    ok: false,
    error: known.toBody(),
    detail: origin instanceof Error ? origin.stack : undefined,
  };
}
