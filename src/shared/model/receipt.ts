import * as z from 'zod';
import { ConversationId, Seq, Timestamp, UserId } from './ids.ts';

/** Whether a conversation keeps receipts. `on`: unless the sender of a message says otherwise. `forced`: whatever they say. */
export const ReceiptPolicy = z.enum(['forced', 'on', 'off']);
export type ReceiptPolicy = z.infer<typeof ReceiptPolicy>;

/** What a relay says about receipts: for all conversations the same, or each its own. */
export const RelayReceiptPolicy = z.enum(['forced', 'off', 'by-conversation']);
export type RelayReceiptPolicy = z.infer<typeof RelayReceiptPolicy>;

/** What the sender sees of one message: `unread` of `receivers` have not read it; 0 = all read. */
export const ReceiptCount = z.object({
  seq: Seq,
  unread: z.int().min(0),
  receivers: z.int().min(0),
});
export type ReceiptCount = z.infer<typeof ReceiptCount>;

export const ConversationReceipts = z.object({
  conversation: ConversationId,
  counts: z.array(ReceiptCount),
});
export type ConversationReceipts = z.infer<typeof ConversationReceipts>;

export const ReceiptListKind = z.enum(['unread', 'read']);
export type ReceiptListKind = z.infer<typeof ReceiptListKind>;

/** One receiver in the unread or read list; `delivered`: a device of theirs has stored the message. */
export const ReceiptEntry = z.object({
  user: UserId,
  delivered: z.boolean(),
  /** When they reported it; only in a read list of a relay that keeps read times. */
  readAt: Timestamp.optional(),
});
export type ReceiptEntry = z.infer<typeof ReceiptEntry>;
