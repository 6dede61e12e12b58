import { assertNever } from '../../../shared/assert-never.ts';
import type { KnownEvent } from '../../../shared/model/event.ts';
import type { UserId } from '../../../shared/model/ids.ts';
import { decideAppend } from '../append-decision.ts';
import { toEvent } from '../event-body.ts';
import type { AppendOutcome, AppendRequest } from '../port.ts';
import type { MemoryConversation } from './memory-conversation.ts';

/** Decides and does one append; `nextPosition` is called only when something is stored. */
export function memoryAppend(
  conversation: MemoryConversation,
  request: AppendRequest,
  hasAccount: (user: UserId) => boolean,
  nextPosition: () => number,
): AppendOutcome {
  const { sender, at } = request;
  const decision = decideAppend(request, {
    role: conversation.members.get(sender)?.role ?? null,
    memberCount: conversation.memberCount,
    sent: (clientId) => conversation.sent(sender, clientId),
    isMember: (user) => Boolean(conversation.members.get(user)?.role),
    hasAccount,
  });
  if (decision.kind === 'answer') return decision.outcome;
  const position = nextPosition();
  const seq = conversation.headSeq + 1;
  const ordinal = conversation.ordinalAt(seq - 1) + (decision.change.kind === 'message.created' ? 1 : 0);
  const event = toEvent({ conversation: conversation.id, seq, ordinal, sender, at }, decision.change);
  conversation.push(event);
  conversation.position = position;
  const owner = applyEffects(conversation, event, position);
  return { kind: 'appended', event, position, roles: owner ? [{ user: owner, role: 'owner' }] : [] };
}

/** The new owner, if there had to be one. */
function applyEffects(
  conversation: MemoryConversation,
  event: KnownEvent,
  position: number,
): UserId | undefined {
  switch (event.kind) {
    case 'conversation.renamed':
      conversation.title = event.title;
      return undefined;
    case 'member.added':
      for (const user of event.users) conversation.join(user, 'member', event.seq, position);
      return undefined;
    case 'member.removed':
      return conversation.leave(event.users, event.seq, position) ? conversation.handOver() : undefined;
    case 'message.created':
    case 'conversation.created':
      return undefined;
    default:
      return assertNever(event);
  }
}
