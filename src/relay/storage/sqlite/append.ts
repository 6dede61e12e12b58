import { assertNever } from '../../../shared/assert-never.ts';
import { filesOfContent, type KnownEvent } from '../../../shared/model/event.ts';
import type { UserId } from '../../../shared/model/ids.ts';
import type { PictureId } from '../../../shared/model/profile-picture.ts';
import type { RoleChange } from '../../domain/event-effects.ts';
import { nextOwner, type Successor } from '../../domain/succession.ts';
import { decideAppend } from '../append-decision.ts';
import { toEvent } from '../event-body.ts';
import type { ConversationRow } from '../rows/conversation.ts';
import type { AppendOutcome, AppendRequest } from '../timeline-port.ts';
import { applyToMessage } from './message-effects.ts';
import { messageFacts } from './message-facts.ts';
import { sendPacket } from './packet-moves.ts';
import type { Queries } from './queries/all.ts';
import { queueEvent } from './queue-deliveries.ts';
import { requireDevice } from './require-device.ts';

/** Decides and does one append. Runs inside a transaction. */
export function append(queries: Queries, request: AppendRequest): AppendOutcome {
  const { accounts, conversations, events, members } = queries;
  const conversation = conversations.byId(request.conversation);
  const sender = accounts.key(request.sender);
  requireDevice(queries, request.device);
  if (!conversation || sender === undefined) return { kind: 'not-member' };
  const decision = decideAppend(request, {
    role: members.get(conversation.key, sender)?.role ?? null,
    memberCount: conversation.memberCount,
    sent: (clientId) => events.sent(conversation.key, sender, clientId),
    isMember: (user) => Boolean(members.get(conversation.key, accounts.key(user) ?? 0)?.role),
    points: () => queries.packets.points(sender),
    hasAccount: (user) => accounts.key(user) !== undefined,
    roleOf: (user) => members.get(conversation.key, accounts.key(user) ?? 0)?.role ?? null,
    mayJoin: (user) => accounts.activeKey(user) !== undefined,
    mutedUntil: (user) => members.mutedUntil(conversation.key, accounts.key(user) ?? 0),
    receiptPolicy: () => conversation.receipts,
    announcement: () => conversation.announcement,
    picture: () => conversation.picture,
    ownFile: (file) => {
      const found = queries.files.get(file);
      return found?.owner === request.sender ? found : undefined;
    },
    admits: (hash) => queries.invites.open(hash, request.at)?.conversation === request.conversation,
    ...messageFacts(queries, conversation, sender),
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
  if (request.invite !== undefined) queries.invites.use(request.invite);
  if (request.picture) queries.profiles.store(request.picture);
  const roles = applyEffects(queries, conversation, sender, event, position);
  queueEvent(queries, conversation.key, event);
  return { kind: 'appended', event, position, roles, bots: botsAdded(queries, event) };
}

function botsAdded({ accounts, integrations }: Queries, event: KnownEvent): UserId[] {
  if (event.kind !== 'member.added') return [];
  return event.users.filter((user) => integrations.isBot(accounts.key(user) ?? 0));
}

/** Whose role it changed beyond what the event says. */
function applyEffects(
  queries: Queries,
  conversation: ConversationRow,
  sender: number,
  event: KnownEvent,
  position: number,
): RoleChange[] {
  const { accounts, conversations, members } = queries;
  const { key, memberCount } = conversation;
  switch (event.kind) {
    case 'message.created':
      // RCP-2.
      queries.readRanges.append(key, sender, event.seq);
      if (event.receipt === false) queries.receipts.addGap(key, event.seq);
      for (const file of filesOfContent(event.content)) queries.files.use(file, key, event.seq);
      sendPacket(queries, key, sender, event);
      return [];
    case 'conversation.receiptsChanged':
      queries.receipts.setPolicy(key, event.policy);
      return [];
    case 'message.reminded':
      return [];
    case 'message.edited':
    case 'message.recalled':
    case 'reaction.added':
    case 'reaction.removed':
    case 'message.pinned':
    case 'message.unpinned':
      applyToMessage(queries, key, sender, event);
      return [];
    case 'conversation.renamed':
      conversations.rename(key, event.title);
      return [];
    case 'conversation.pictureChanged':
      showPicture(queries, conversation, event.picture);
      return [];
    case 'member.added': {
      const joining = keysOf(queries, event.users).map((account) => ({ account, role: 'member' as const }));
      members.join(key, joining, event.seq, position);
      conversations.setMemberCount(key, memberCount + joining.length);
      return [];
    }
    case 'member.removed': {
      const leaving = keysOf(queries, event.users);
      const ownerLeaves = leaving.some((account) => members.get(key, account)?.role === 'owner');
      const parting = { title: conversation.title, memberCount: memberCount - leaving.length };
      for (const account of leaving) members.leave(key, account, event.seq, position, parting);
      conversations.setMemberCount(key, parting.memberCount);
      return ownerLeaves ? handOver(queries, key) : [];
    }
    case 'member.roleChanged':
      members.setRole(key, accounts.key(event.user) ?? 0, event.role);
      if (event.role !== 'owner') return [];
      members.setRole(key, sender, 'admin');
      return [{ user: event.sender, role: 'admin' }];
    case 'member.muted':
      members.mute(key, accounts.key(event.user) ?? 0, event.until);
      return [];
    case 'conversation.announced':
      conversations.announce(key, event.text);
      return [];
    case 'conversation.dissolved':
      members.leaveAll(key, event.seq, position, { title: conversation.title, memberCount: 0 });
      conversations.setMemberCount(key, 0);
      queries.invites.revokeAll(key);
      showPicture(queries, conversation, null);
      return [];
    case 'conversation.created':
      return [];
    default:
      return assertNever(event);
  }
}

function showPicture(
  { conversations, profiles }: Queries,
  { key, picture: before }: ConversationRow,
  picture: PictureId | null,
): void {
  conversations.setPicture(key, picture);
  if (before) profiles.drop(before);
}

/** MEM-6. */
function handOver({ accounts, members }: Queries, conversation: number): RoleChange[] {
  const joined = new Map(members.allStays(conversation).map(([account, seq]) => [account, seq]));
  const present: Successor[] = [];
  for (const { account, user, role, bot } of members.all(conversation)) {
    if (role && bot === 0) present.push({ user, role, joined: joined.get(account) ?? 0 });
  }
  const owner = nextOwner(present);
  const account = owner && accounts.key(owner);
  if (owner === undefined || account === undefined) return [];
  members.setRole(conversation, account, 'owner');
  return [{ user: owner, role: 'owner' }];
}

function keysOf({ accounts }: Queries, users: readonly UserId[]): number[] {
  return users.flatMap((user) => accounts.key(user) ?? []);
}
