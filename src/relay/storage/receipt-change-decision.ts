import { effectivePolicy, keepsReceipts } from '../domain/receipt-policy.ts';
import type { AppendDecision, MessageFacts, ReceiptFacts } from './append-facts.ts';
import type { NewReceiptChange } from './receipt-change.ts';
import type { AppendRequest } from './timeline-port.ts';

/** RCP-11, RCP-15. That the reminded message is the sender's own and has receipts cannot change any more. */
export function decideReceiptChange(
  change: NewReceiptChange,
  facts: ReceiptFacts & Pick<MessageFacts, 'message'>,
): AppendDecision {
  const changes =
    change.kind === 'conversation.receiptsChanged'
      ? facts.receiptPolicy() !== change.policy
      : (facts.message(change.target)?.content.type ?? 'recalled') !== 'recalled';
  return changes ? { kind: 'store', change } : { kind: 'answer', outcome: { kind: 'unchanged' } };
}

/** Fixes in a new message whether receipts are kept of it, by the policy at the moment of the write (RCP-12). */
export function withReceiptPolicy(
  { receiptPolicy = 'by-conversation' }: AppendRequest,
  facts: ReceiptFacts,
  decision: AppendDecision,
): AppendDecision {
  if (decision.kind !== 'store' || decision.change.kind !== 'message.created') return decision;
  const { receipt, ...message } = decision.change;
  const policy = effectivePolicy(receiptPolicy, facts.receiptPolicy());
  const kept = keepsReceipts(policy, receipt === false);
  return { kind: 'store', change: kept ? message : { ...message, receipt: false } };
}
