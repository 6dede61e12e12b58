import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import {
  type AttemptAnswer,
  type Attempts,
  decideAttempt,
  MAX_ATTEMPT_NAMES,
  withdrawnAttempt,
} from '../../domain/lockout-rule.ts';
import type { MemberReport, StoredChange, StoredChanges } from '../node-port.ts';
import type { MemoryConversation } from './memory-conversation.ts';
import { memoryHead } from './memory-head.ts';

/** What several nodes share besides the data proper, in plain objects. */
export class MemoryNode {
  readonly #leases = new Map<string, { readonly holder: string; readonly until: number }>();
  /** Whoever tried longest ago first. */
  readonly #attempts = new Map<string, Attempts>();

  lease(name: string, holder: string, at: number, forMs: number): boolean {
    const known = this.#leases.get(name);
    if (known && known.holder !== holder && known.until > at) return false;
    if (forMs > 0) this.#leases.set(name, { holder, until: at + forMs });
    else this.#leases.delete(name);
    return true;
  }

  countAttempt(digest: string, at: number): AttemptAnswer {
    const { answer, next } = decideAttempt(this.#attempts.get(digest), at);
    if (!next) return answer;
    this.#attempts.delete(digest);
    this.#attempts.set(digest, next);
    const oldest = this.#attempts.keys().next();
    if (this.#attempts.size > MAX_ATTEMPT_NAMES && !oldest.done) this.#attempts.delete(oldest.value);
    return answer;
  }

  withdrawAttempt(digest: string): void {
    const known = this.#attempts.get(digest);
    if (known) this.#attempts.set(digest, withdrawnAttempt(known));
  }

  forgetAttempts(digest: string): void {
    this.#attempts.delete(digest);
  }
}

/** `memberReports` of the port. */
export function memoryMemberReports(
  conversation: MemoryConversation,
  users: readonly UserId[],
): MemberReport[] {
  return users.flatMap((user) => {
    const member = conversation.members.get(user);
    if (!member) return [];
    const { headSeq, read, unread } = memoryHead(conversation, member);
    const hidden = conversation.receipts.hidden.get(user) ?? [];
    return [{ user, headSeq, delivered: member.delivered, read, hidden, unread }];
  });
}

/** Those of `conversations` and their members. */
export function memoryConversationChanges(
  conversations: ReadonlyMap<ConversationId, MemoryConversation>,
): StoredChange[] {
  return [...conversations.values()].flatMap(({ id: conversation, position, headSeq: seq, members }) => [
    { kind: 'conversation' as const, conversation, seq, position },
    ...Array.from(members.values(), ({ user, position: own }) => {
      return { kind: 'member' as const, conversation, user, personal: position < own, position: own };
    }),
  ]);
}

/** `changesSince` of the port, of everything there is. */
export function changesBetween(
  all: readonly StoredChange[],
  since: number,
  until: number,
  limit: number,
): StoredChanges {
  const found = all
    .filter(({ position }) => position > since && position <= until)
    .sort((a, b) => a.position - b.position);
  const last = found[limit - 1]?.position ?? 0;
  const changes = found.filter((change, index) => index < limit || change.position === last);
  return { changes, more: changes.length < found.length };
}
