import { assertNever } from '../../../shared/assert-never.ts';
import type { KnownEvent } from '../../../shared/model/event.ts';
import type { UserId } from '../../../shared/model/ids.ts';
import { nextOwner, type Successor } from '../../domain/succession.ts';
import { decideAppend } from '../append-decision.ts';
import { toEvent } from '../event-body.ts';
import type { AppendOutcome, AppendRequest } from '../port.ts';
import type { Queries } from './queries/all.ts';
import type { ConversationRow } from './queries/conversations.ts';

/** Decides and does one append. Runs inside a transaction. */
export function append(queries: Queries, request: AppendRequest): AppendOutcome {
  const { accounts, conversations, events, members } = queries;
  const conversation = conversations.byId(request.conversation);
  const sender = accounts.key(request.sender);
  if (!conversation || sender === undefined) return { kind: 'not-member' };
  const decision = decideAppend(request, {
    role: members.get(conversation.key, sender)?.role ?? null,
    memberCount: conversation.memberCount,
    sent: (clientId) => events.sent(conversation.key, sender, clientId),
    isMember: (user) => Boolean(members.get(conversation.key, accounts.key(user) ?? 0)?.role),
    hasAccount: (user) => accounts.key(user) !== undefined,
  });
  if (decision.kind === 'answer') return decision.outcome;
  const position = queries.meta.nextPosition();
  const envelope = {
    conversation: request.conversation,
    seq: conversation.headSeq + 1,
    ordinal: conversation.headOrdinal + (decision.change.kind === 'message.created' ? 1 : 0),
    sender: request.sender,
    at: request.at,
  };
  const event = toEvent(envelope, decision.change);
  events.insert(conversation.key, sender, event);
  conversations.advance(conversation.key, event.seq, event.ordinal, position);
  const owner = applyEffects(queries, conversation, sender, event, position);
  return { kind: 'appended', event, position, roles: owner ? [{ user: owner, role: 'owner' }] : [] };
}

/** The new owner, if there had to be one. */
function applyEffects(
  queries: Queries,
  conversation: ConversationRow,
  sender: number,
  event: KnownEvent,
  position: number,
): UserId | undefined {
  const { conversations, members } = queries;
  const { key, memberCount } = conversation;
  switch (event.kind) {
    case 'message.created':
      // RCP-2.
      queries.readRanges.append(key, sender, event.seq);
      return undefined;
    case 'conversation.renamed':
      conversations.rename(key, event.title);
      return undefined;
    case 'member.added': {
      const joining = keysOf(queries, event.users).map((account) => ({ account, role: 'member' as const }));
      members.join(key, joining, event.seq, position);
      conversations.setMemberCount(key, memberCount + joining.length);
      return undefined;
    }
    case 'member.removed': {
      const leaving = keysOf(queries, event.users);
      const ownerLeaves = leaving.some((account) => members.get(key, account)?.role === 'owner');
      const parting = { title: conversation.title, memberCount: memberCount - leaving.length };
      for (const account of leaving) members.leave(key, account, event.seq, position, parting);
      conversations.setMemberCount(key, parting.memberCount);
      return ownerLeaves ? handOver(queries, key) : undefined;
    }
    case 'conversation.created':
      return undefined;
    default:
      return assertNever(event);
  }
}

/** MEM-6. */
function handOver({ accounts, members }: Queries, conversation: number): UserId | undefined {
  const joined = new Map(members.allStays(conversation).map(([account, seq]) => [account, seq]));
  const present: Successor[] = [];
  for (const { account, user, role } of members.all(conversation)) {
    if (role) present.push({ user, role, joined: joined.get(account) ?? 0 });
  }
  const owner = nextOwner(present);
  const account = owner && accounts.key(owner);
  if (account !== undefined) members.setRole(conversation, account, 'owner');
  return owner;
}

function keysOf({ accounts }: Queries, users: readonly UserId[]): number[] {
  return users.flatMap((user) => accounts.key(user) ?? []);
}
