import { assertNever } from '../../shared/assert-never.ts';
import type { MemberRole } from '../../shared/model/conversation.ts';
import type { KnownEvent, TimelineEvent } from '../../shared/model/event.ts';
import type { ClientId, UserId } from '../../shared/model/ids.ts';
import { SPEAKING } from '../../shared/model/rights.ts';
import type { AttachmentFacts } from './attachment-decision.ts';
import type { EventEnvelope } from './event-body.ts';
import { decideForward } from './forward-decision.ts';
import { decideMemberChange, type NewMemberChange } from './member-change.ts';
import { decideChange, type MessageFacts } from './message-change-decision.ts';
import { decideMessage } from './message-decision.ts';
import { decideReceiptChange, type ReceiptFacts, withReceiptPolicy } from './receipt-change.ts';
import type { AppendOutcome, AppendRequest } from './timeline-port.ts';

/** What the decision on an append depends on, as it is inside the write. */
export interface AppendFacts extends MessageFacts, ReceiptFacts, AttachmentFacts {
  /** The sender's; `null` = no member now. */
  readonly role: MemberRole | null;
  readonly memberCount: number;
  /** The sender's event of this client id, if it is stored already. */
  sent(clientId: ClientId): TimelineEvent | undefined;
  isMember(user: UserId): boolean;
  /** `null`: not a member now. */
  roleOf(user: UserId): MemberRole | null;
  /** Whether there is such an account, and it has not been given up. */
  mayJoin(user: UserId): boolean;
  /** The stored time, also when it is over; `null`: not muted. */
  mutedUntil(user: UserId): number | null;
  announcement(): string | null;
  picture(): string | null;
  /** Whether an invite of this hash to this conversation lets one more in now. */
  admits(inviteHash: string): boolean;
  hasAccount(user: UserId): boolean;
  /** The sender's points (PKT-2). */
  points(): number;
}

/** What becomes an event once it has its envelope. */
export type EventChange = ChangeOf<Exclude<KnownEvent, { users: unknown }>> | NewMemberChange;
type ChangeOf<E> = E extends unknown ? Omit<E, keyof EventEnvelope> : never;

export type AppendDecision =
  /** `change` is cut to whom it concerns. */
  | { readonly kind: 'store'; readonly change: EventChange }
  | { readonly kind: 'answer'; readonly outcome: Exclude<AppendOutcome, { readonly kind: 'appended' }> };

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
