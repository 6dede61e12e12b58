import type { ConversationKind, MemberRole } from '../../shared/model/conversation.ts';
import type { MessageCreated, TimelineEvent } from '../../shared/model/event.ts';
import type { ClientId, ConversationId, UserId } from '../../shared/model/ids.ts';
import type { ReceiptPolicy } from '../../shared/model/receipt.ts';
import type { AttachmentFacts } from './attachment-decision.ts';
import type { EventChange } from './event-body.ts';
import type { AppendOutcome } from './timeline-port.ts';

/** The reactions of one message, as far as a new one depends on them. */
export interface ReactionFacts {
  /** Different emoji on the message, and those of them that the sender has set. */
  readonly emoji: number;
  readonly own: number;
  /** Whether anybody, and whether the sender, has set the emoji in question. */
  readonly there: boolean;
  readonly mine: boolean;
}

/** What the decision on messages depends on, as it is inside the write. */
export interface MessageFacts {
  readonly conversationKind: ConversationKind;
  /** As it is now; `undefined`: no message of this conversation that the sender may see. */
  message(seq: number): MessageCreated | undefined;
  /** The same of any conversation. */
  source(conversation: ConversationId, seq: number): MessageCreated | undefined;
  reactions(target: number, emoji: string): ReactionFacts;
  isPinned(target: number): boolean;
  /** Pinned messages of the conversation. */
  pinCount(): number;
}

/** What the decision on receipts depends on, as it is inside the write. */
export interface ReceiptFacts {
  /** The conversation's own. */
  receiptPolicy(): ReceiptPolicy;
}

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

/** What becomes of an append. */
export type AppendDecision =
  /** `change` is cut to whom it concerns. */
  | { readonly kind: 'store'; readonly change: EventChange }
  | { readonly kind: 'answer'; readonly outcome: Exclude<AppendOutcome, { readonly kind: 'appended' }> };
