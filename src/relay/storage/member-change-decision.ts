import { MAX_GROUP_MEMBERS, type MemberRole } from '../../shared/model/conversation.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { outranks } from '../../shared/model/rights.ts';
import type { AppendDecision, AppendFacts } from './append-facts.ts';
import type { NewMemberChange } from './member-change.ts';
import type { AppendOutcome } from './timeline-port.ts';

type Answer = Exclude<AppendOutcome, { readonly kind: 'appended' }>;

/** MEM-6, MEM-7 and MEM-9 to MEM-12 by the roles and mutes that are stored. `sender` has passed the table of rights. */
export function decideMemberChange(
  change: NewMemberChange,
  sender: UserId,
  senderRole: MemberRole | null,
  facts: AppendFacts,
): AppendDecision {
  switch (change.kind) {
    case 'member.added': {
      const users = unique(change.users).filter((user) => !facts.roleOf(user) && facts.mayJoin(user));
      if (facts.memberCount + users.length > MAX_GROUP_MEMBERS) return answer({ kind: 'too-many' });
      return users.length > 0 ? store({ kind: change.kind, users }) : answer({ kind: 'unchanged' });
    }
    case 'member.removed': {
      const users = unique(change.users).filter((user) => facts.roleOf(user));
      if (users.some((user) => user !== sender && !outranks(senderRole, facts.roleOf(user)))) {
        return answer({ kind: 'forbidden' });
      }
      return users.length > 0 ? store({ kind: change.kind, users }) : answer({ kind: 'unchanged' });
    }
    case 'member.roleChanged': {
      const before = facts.roleOf(change.user);
      if (!before) return answer({ kind: 'no-member' });
      if (before === change.role) return answer({ kind: 'unchanged' });
      return outranks(senderRole, before) ? store(change) : answer({ kind: 'forbidden' });
    }
    case 'member.muted': {
      const target = facts.roleOf(change.user);
      if (!target) return answer({ kind: 'no-member' });
      if (!outranks(senderRole, target)) return answer({ kind: 'forbidden' });
      return facts.mutedUntil(change.user) === change.until ? answer({ kind: 'unchanged' }) : store(change);
    }
    case 'conversation.announced':
      return facts.announcement() === change.text ? answer({ kind: 'unchanged' }) : store(change);
    case 'conversation.dissolved':
      return store(change);
  }
}

function store(change: NewMemberChange): AppendDecision {
  return { kind: 'store', change };
}

function answer(outcome: Answer): AppendDecision {
  return { kind: 'answer', outcome };
}

function unique(users: readonly UserId[]): UserId[] {
  return [...new Set(users)];
}
