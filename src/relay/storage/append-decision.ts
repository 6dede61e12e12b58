import { assertNever } from '../../shared/assert-never.ts';
import { MAX_GROUP_MEMBERS, type MemberRole } from '../../shared/model/conversation.ts';
import type { TimelineEvent } from '../../shared/model/event.ts';
import type { ClientId, UserId } from '../../shared/model/ids.ts';
import type { AppendOutcome, AppendRequest, NewEvent } from './port.ts';

/** What the decision on an append depends on, as it is inside the write. */
export interface AppendFacts {
  /** The sender's; `null` = no member now. */
  readonly role: MemberRole | null;
  readonly memberCount: number;
  /** The sender's event of this client id, if it is stored already. */
  sent(clientId: ClientId): TimelineEvent | undefined;
  isMember(user: UserId): boolean;
  hasAccount(user: UserId): boolean;
}

export type AppendDecision =
  /** `change` is cut to whom it concerns. */
  | { readonly kind: 'store'; readonly change: NewEvent }
  | { readonly kind: 'answer'; readonly outcome: Exclude<AppendOutcome, { readonly kind: 'appended' }> };

/** The rules of an append (SEQ-2, SEQ-7, MEM-7), the same for every adapter. */
export function decideAppend({ event, roles }: AppendRequest, facts: AppendFacts): AppendDecision {
  if (facts.role === null) return { kind: 'answer', outcome: { kind: 'not-member' } };
  const stored = event.kind === 'message.created' ? facts.sent(event.clientId) : undefined;
  if (stored) return { kind: 'answer', outcome: { kind: 'duplicate', event: stored } };
  if (!roles.includes(facts.role)) return { kind: 'answer', outcome: { kind: 'forbidden' } };
  switch (event.kind) {
    case 'message.created':
    case 'conversation.renamed':
      return { kind: 'store', change: event };
    case 'member.added': {
      const users = unique(event.users).filter((user) => !facts.isMember(user) && facts.hasAccount(user));
      if (facts.memberCount + users.length > MAX_GROUP_MEMBERS) {
        return { kind: 'answer', outcome: { kind: 'too-many' } };
      }
      return concerning({ kind: event.kind, users });
    }
    case 'member.removed':
      return concerning({
        kind: event.kind,
        users: unique(event.users).filter((user) => facts.isMember(user)),
      });
    default:
      return assertNever(event);
  }
}

function concerning(change: Extract<NewEvent, { users: unknown }>): AppendDecision {
  return change.users.length > 0
    ? { kind: 'store', change }
    : { kind: 'answer', outcome: { kind: 'unchanged' } };
}

function unique(users: readonly UserId[]): UserId[] {
  return [...new Set(users)];
}
