import { assertNever } from '../../../shared/assert-never.ts';
import { filesOfContent, type KnownEvent } from '../../../shared/model/event.ts';
import type { RoleChange } from '../../domain/event-effects.ts';
import { decideAppend } from '../append-decision.ts';
import { toEvent } from '../event-body.ts';
import type { AppendOutcome, AppendRequest } from '../timeline-port.ts';
import type { MemoryConversation } from './memory-conversation.ts';
import { ownedBy } from './memory-files.ts';
import type { MemoryTables } from './memory-tables.ts';
import { applyToMessage } from './message-effects.ts';

/** `append` of the port, also as a part of other calls. */
export function append(tables: MemoryTables, request: AppendRequest): AppendOutcome {
  const { accounts, conversations, integrations, invites } = tables;
  accounts.requireDevice(request.device);
  const conversation = conversations.get(request.conversation);
  if (!conversation) return { kind: 'not-member' };
  const outcome = appendTo(conversation, tables, request);
  if (outcome.kind === 'appended') {
    integrations.queueEvent(outcome.event, conversation);
    if (request.invite !== undefined) invites.use(request.invite);
    if (outcome.event.kind === 'conversation.dissolved') invites.revokeAll(conversation.id);
  }
  return outcome;
}

function appendTo(
  conversation: MemoryConversation,
  tables: MemoryTables,
  request: AppendRequest,
): AppendOutcome {
  const { accounts, conversations, files, invites, packets, profiles } = tables;
  const { sender, at } = request;
  const decision = decideAppend(request, {
    role: conversation.members.get(sender)?.role ?? null,
    memberCount: conversation.memberCount,
    sent: (clientId) => conversation.sent(sender, clientId),
    isMember: (user) => Boolean(conversation.members.get(user)?.role),
    hasAccount: (user) => accounts.has(user),
    points: () => packets.pointsOf(sender),
    roleOf: (user) => conversation.members.get(user)?.role ?? null,
    mutedUntil: (user) => conversation.members.get(user)?.mutedUntil ?? null,
    receiptPolicy: () => conversation.receipts.policy,
    announcement: () => conversation.announcement,
    picture: () => conversation.picture,
    mayJoin: (user) => accounts.isActive(user),
    admits: (hash) => invites.open(hash, at) === request.conversation,
    ownFile: (file) => ownedBy(sender, files.get(file)),
    conversationKind: conversation.kind,
    message: (seq) => conversation.messageFor(sender, seq),
    source: (id, seq) => conversations.get(id)?.messageFor(sender, seq),
    reactions: (target, emoji) => conversation.extras.reactionFacts(target, emoji, sender),
    isPinned: (target) => conversation.extras.isPinned(target),
    pinCount: () => conversation.extras.pins().length,
  });
  if (decision.kind === 'answer') return decision.outcome;
  const position = tables.nextPosition();
  const seq = conversation.headSeq + 1;
  const ordinal = conversation.ordinalAt(seq - 1) + (decision.change.kind === 'message.created' ? 1 : 0);
  const event = toEvent({ conversation: conversation.id, seq, ordinal, sender, at }, decision.change);
  conversation.push(event);
  conversation.position = position;
  const roles = applyEffects(conversation, event, position);
  if (event.kind === 'message.recalled') {
    files.unuse(conversation.id, event.target);
    packets.giveBack(conversation.id, event.target);
  }
  if (event.kind === 'message.created') {
    for (const file of filesOfContent(event.content)) files.use(file, conversation.id, seq);
    packets.send(event);
  }
  if (event.kind === 'conversation.pictureChanged' || event.kind === 'conversation.dissolved') {
    const picture = event.kind === 'conversation.pictureChanged' ? (request.picture ?? null) : null;
    profiles.show(picture, conversation.picture);
    conversation.picture = picture?.id ?? null;
  }
  const bots = event.kind === 'member.added' ? event.users.filter((user) => conversation.bots.has(user)) : [];
  return { kind: 'appended', event, position, roles, bots };
}

/** Whose role it changed beyond what the event says. */
function applyEffects(conversation: MemoryConversation, event: KnownEvent, position: number): RoleChange[] {
  switch (event.kind) {
    case 'conversation.renamed':
      conversation.title = event.title;
      return [];
    case 'member.added':
      for (const user of event.users) conversation.join(user, 'member', event.seq, position);
      return [];
    case 'member.removed':
      return conversation.leave(event.users, event.seq, position) ? conversation.handOver() : [];
    case 'member.roleChanged':
      return conversation.changeRole(event.user, event.role, event.sender);
    case 'member.muted':
      conversation.mute(event.user, event.until);
      return [];
    case 'conversation.announced':
      conversation.announcement = event.text;
      return [];
    case 'conversation.dissolved':
      conversation.leave(conversation.presentUsers(), event.seq, position);
      return [];
    case 'message.edited':
    case 'message.recalled':
    case 'reaction.added':
    case 'reaction.removed':
    case 'message.pinned':
    case 'message.unpinned':
      applyToMessage(conversation, event);
      return [];
    case 'conversation.receiptsChanged':
      conversation.receipts.policy = event.policy;
      return [];
    // Its bytes are not the conversation's alone.
    case 'conversation.pictureChanged':
    case 'message.created':
    case 'message.reminded':
    case 'conversation.created':
      return [];
    default:
      return assertNever(event);
  }
}
