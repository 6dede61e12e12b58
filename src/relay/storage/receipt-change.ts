import type { ReceiptPolicy } from '../../shared/model/receipt.ts';

/** What is asked to be done about receipts. */
export type NewReceiptChange =
  | { readonly kind: 'conversation.receiptsChanged'; readonly policy: ReceiptPolicy }
  | { readonly kind: 'message.reminded'; readonly target: number };
