import * as z from 'zod';
import { ConversationId, Seq, UserId } from '../../model/ids.ts';
import { rangeSetSchema } from '../../model/range-set.ts';
import { ConversationReceipts, ReceiptEntry, ReceiptListKind, ReceiptPolicy } from '../../model/receipt.ts';
import { LIMITS } from '../limits.ts';
import { command, empty } from './spec.ts';

/** Delivered and read, and whether that is kept. */
export const RECEIPT_COMMANDS = {
  'receipt.report': command(
    'signed-in',
    z.object({
      conversations: z
        .array(
          z.object({
            conversation: ConversationId,
            /** Everything up to this seq is stored on this device. */
            delivered: Seq.optional(),
            /** What was shown, in addition to earlier reports. */
            read: rangeSetSchema(LIMITS.reportRanges).optional(),
          }),
        )
        .min(1)
        .max(LIMITS.reportConversations),
    }),
    empty,
  ),
  'receipt.counts': command(
    'signed-in',
    z.object({
      messages: z
        .array(
          z.object({ conversation: ConversationId, seqs: z.array(Seq).min(1).max(LIMITS.countsMessages) }),
        )
        .min(1)
        .max(LIMITS.reportConversations)
        .refine(
          (all) => all.reduce((sum, one) => sum + one.seqs.length, 0) <= LIMITS.countsMessages,
          `asks for more than ${LIMITS.countsMessages} messages`,
        ),
    }),
    z.object({ receipts: z.array(ConversationReceipts) }),
  ),
  'receipt.list': command(
    'signed-in',
    z.object({
      conversation: ConversationId,
      seq: Seq,
      list: ReceiptListKind,
      after: UserId.optional(),
      limit: z.int().min(1).max(LIMITS.listPage),
    }),
    z.object({ total: z.int().min(0), entries: z.array(ReceiptEntry), more: z.boolean() }),
  ),
  'conversation.setReceipts': command(
    'signed-in',
    z.object({ conversation: ConversationId, policy: ReceiptPolicy }),
    empty,
  ),
  /** Whether others learn what I read in direct conversations; without `direct` it only asks. */
  'receipt.setDirect': command(
    'signed-in',
    z.object({ direct: z.boolean().optional() }),
    z.object({ direct: z.boolean() }),
  ),
  /** `by`: the seq of the reminder; `null`: everybody has read it. */
  'receipt.remind': command(
    'signed-in',
    z.object({ conversation: ConversationId, seq: Seq }),
    z.object({ by: Seq.nullable() }),
  ),
} as const;
