import * as z from 'zod';
import { ConversationId, Seq, UserId } from '../../model/ids.ts';
import { rangeSetSchema } from '../../model/range-set.ts';
import { ReceiptEntry, ReceiptListKind } from '../../model/receipt.ts';
import { RECEIPT_COMMANDS } from '../../protocol/commands/receipt.ts';
import { nothing, request } from './spec.ts';

export const RECEIPT_REQUESTS = {
  /** What was really shown (X1). */
  'read.shown': request(z.object({ conversation: ConversationId, seqs: rangeSetSchema(200) }), nothing),
  'read.all': request(z.object({ conversation: ConversationId }), nothing),
  'receipt.list': request(
    z.object({ conversation: ConversationId, seq: Seq, list: ReceiptListKind, after: UserId.optional() }),
    z.object({ total: z.int().min(0), entries: z.array(ReceiptEntry), more: z.boolean() }),
  ),

  /** `by`: null when everybody has read it. */
  'receipt.remind': request(
    RECEIPT_COMMANDS['receipt.remind'].args,
    RECEIPT_COMMANDS['receipt.remind'].result,
  ),
  'receipt.setDirect': request(
    RECEIPT_COMMANDS['receipt.setDirect'].args,
    RECEIPT_COMMANDS['receipt.setDirect'].result,
  ),
} as const;
