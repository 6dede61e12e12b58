import { AppError, type ErrorBody } from '../../shared/errors.ts';
import type { StorageArgs, StorageMethod } from './relay-storage-core.ts';

/** One call of the port on its way to the database. */
export interface BatchCall {
  readonly method: StorageMethod;
  readonly args: StorageArgs<StorageMethod>;
}

/** Its answer; `detail` is for logs. */
export type BatchAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorBody; readonly detail: string | undefined };

/** The calls that change something: each takes effect whole or not at all. */
export const WRITES: ReadonlySet<StorageMethod> = new Set<StorageMethod>([
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
  'saveDraft',
  'settleDelivery',
  'expireDeliveries',
  'takeShare',
  'points',
  'returnPackets',
  'changeProfile',
]);

/** The answer to a call that threw. */
export function failedAnswer(error: unknown): BatchAnswer {
  const known = AppError.from(error);
  const origin = known.cause ?? known;
  return {
    ok: false,
    error: known.toBody(),
    detail: origin instanceof Error ? origin.stack : undefined,
  };
}
