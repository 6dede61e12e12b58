import { assertNever } from '../../shared/assert-never.ts';
import { SPEAKING } from '../../shared/model/rights.ts';
import type { AppendDecision, AppendFacts } from './append-facts.ts';
import { decideForward } from './forward-decision.ts';
import { decideMemberChange } from './member-change-decision.ts';
import { decideChange } from './message-change-decision.ts';
import { decideMessage } from './message-decision.ts';
import { decideReceiptChange, withReceiptPolicy } from './receipt-change-decision.ts';
import type { AppendRequest } from './timeline-port.ts';

/** The rules of an append (SEQ-2, SEQ-7, MEM-7, MSG-1 …), the same for every adapter. */
export function decideAppend(request: AppendRequest, facts: AppendFacts): AppendDecision {
  const { sender, at, event, roles } = request;
  if (request.invite !== undefined && event.kind === 'member.added') {
    if (facts.role !== null) return { kind: 'answer', outcome: { kind: 'unchanged' } };
    if (!facts.admits(request.invite)) return { kind: 'answer', outcome: { kind: 'bad-invite' } };
    return decideMemberChange(event, sender, facts.role, facts);
  }
  // Before anything else: who has left since, and never heard that it is stored, must not be told that it is not.
  const stored = 'clientId' in event ? facts.sent(event.clientId) : undefined;
  if (stored) return { kind: 'answer', outcome: { kind: 'duplicate', event: stored } };
  if (facts.role === null) return { kind: 'answer', outcome: { kind: 'not-member' } };
  if (!roles.includes(facts.role)) return { kind: 'answer', outcome: { kind: 'forbidden' } };
  const until = facts.mutedUntil(sender) ?? 0;
  if (until > at && (event.kind === 'message.forwarded' || SPEAKING.has(event.kind))) {
    return { kind: 'answer', outcome: { kind: 'muted', until } };
  }
  switch (event.kind) {
    case 'message.created':
      return withReceiptPolicy(request, facts, decideMessage(event, facts.role, facts));
    case 'message.forwarded':
      return withReceiptPolicy(request, facts, decideForward(event, facts));
    case 'message.edited':
    case 'message.recalled':
    case 'reaction.added':
    case 'reaction.removed':
    case 'message.pinned':
    case 'message.unpinned':
      return decideChange(request, event, facts.role, facts);
    case 'conversation.receiptsChanged':
    case 'message.reminded':
      return decideReceiptChange(event, facts);
    case 'conversation.renamed':
      return { kind: 'store', change: event };
    case 'conversation.pictureChanged':
      return facts.picture() === event.picture
        ? { kind: 'answer', outcome: { kind: 'unchanged' } }
        : { kind: 'store', change: event };
    case 'member.added':
    case 'member.removed':
    case 'member.roleChanged':
    case 'member.muted':
    case 'conversation.announced':
    case 'conversation.dissolved':
      return decideMemberChange(event, sender, facts.role, facts);
    default:
      return assertNever(event);
  }
}
