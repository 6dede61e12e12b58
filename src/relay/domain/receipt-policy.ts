import { assertNever } from '../../shared/assert-never.ts';
import type { ReceiptPolicy, RelayReceiptPolicy } from '../../shared/model/receipt.ts';

/** How a relay keeps receipts. */
export interface ReceiptSettings {
  readonly policy: RelayReceiptPolicy;
  /** Whether senders learn when their messages were read. */
  readonly readTimes: boolean;
  /** Receipts of older messages are removed; 0 = kept for ever. */
  readonly retentionDays: number;
}

export const DEFAULT_RECEIPT_SETTINGS: ReceiptSettings = {
  policy: 'by-conversation',
  readTimes: false,
  retentionDays: 0,
};

/** What applies in a conversation (RCP-11): the relay's word goes before the conversation's. */
export function effectivePolicy(relay: RelayReceiptPolicy, conversation: ReceiptPolicy): ReceiptPolicy {
  return relay === 'by-conversation' ? conversation : relay;
}

/** Whether receipts are kept of a message sent under this policy (RCP-12); `declined`: its sender asked for none. */
export function keepsReceipts(policy: ReceiptPolicy, declined: boolean): boolean {
  switch (policy) {
    case 'forced':
      return true;
    case 'on':
      return !declined;
    case 'off':
      return false;
    default:
      return assertNever(policy);
  }
}
