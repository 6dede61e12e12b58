import { assertNever } from '../../../shared/assert-never.ts';
import { filesOfContent, type KnownEvent } from '../../../shared/model/event.ts';
import type { ClientId, FileId, UserId } from '../../../shared/model/ids.ts';
import type { PictureId } from '../../../shared/model/profile-picture.ts';
import type { RoleChange } from '../../domain/event-effects.ts';
import { nextOwner, type Successor } from '../../domain/succession.ts';
import { decideAppend } from '../append-decision.ts';
import { toEvent } from '../event-body.ts';
import type { AppendOutcome, AppendRequest, NewEvent } from '../timeline-port.ts';
import { decided, fetchedFact } from './fetched-facts.ts';
import { inTurn } from './in-turn.ts';
import { applyToMessage } from './message-effects.ts';
import { messageFacts } from './message-facts.ts';
import { sendPacket } from './packet-moves.ts';
import type { Queries } from './queries/all.ts';
import type { ConversationRow } from './queries/conversations.ts';
import type { PersonInConversation } from './queries/members.ts';
import { monthOf } from './queries/timeline-months.ts';
import { queueEvent } from './queue-deliveries.ts';
import { requireDevice } from './require-device.ts';

/** Decides and does one append. Runs inside a batch. */
export async function append(queries: Queries, request: AppendRequest): Promise<AppendOutcome> {
  const { accounts, conversations, events, members } = queries;
  const conversation = await conversations.byId(request.conversation);
  await requireDevice(queries, request.device);
  if (!conversation) return { kind: 'not-member' };
  const { key } = conversation;
  const people = await members.people(key, [request.sender, ...concerned(request.event)]);
  const sender = people.get(request.sender);
  if (!sender) return { kind: 'not-member' };

  const known = [...people].map(([user, person]): [[UserId], PersonInConversation] => [[user], person]);
  const person = fetchedFact(
    async (user: UserId): Promise<PersonInConversation | undefined> =>
      (await members.people(key, [user])).get(user),
    known,
  );
  const facts = {
    role: sender.role,
    memberCount: conversation.memberCount,
    sent: fetchedFact((clientId: ClientId) => events.sent(key, sender.account, clientId)),
    isMember: (user: UserId) => Boolean(person(user)?.role),
    points: fetchedFact(() => queries.packets.points(sender.account)),
    hasAccount: (user: UserId) => person(user) !== undefined,
    roleOf: (user: UserId) => person(user)?.role ?? null,
    mayJoin: (user: UserId) => person(user)?.active ?? false,
    mutedUntil: (user: UserId) => person(user)?.mutedUntil ?? null,
    receiptPolicy: () => conversation.receipts,
    announcement: () => conversation.announcement,
    picture: () => conversation.picture,
    ownFile: fetchedFact(async (file: FileId) => {
      const found = await queries.files.get(file);
      return found?.owner === request.sender ? found : undefined;
    }),
    admits: fetchedFact(async (hash: string) => {
      const invite = await queries.invites.open(hash, request.at);
      return invite?.conversation === request.conversation;
    }),
    ...messageFacts(queries, conversation, sender.account),
  };
  const decision = await decided(() => decideAppend(request, facts));
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
  const month = await nextMonth(queries, conversation, event.at);
  await events.insert(key, sender.account, month, event);
  await conversations.advance(key, { seq: event.seq, ordinal: event.ordinal, month, position });
  if (request.invite !== undefined) await queries.invites.use(request.invite);
  if (request.picture) await queries.profiles.store(request.picture);
  const roles = await applyEffects(queries, conversation, sender.account, event, position);
  await queueEvent(queries, key, event);
  const bots = event.kind === 'member.added' ? await accounts.botsAmong(event.users) : [];
  return { kind: 'appended', event, position, roles, bots };
}

/** A clock that was set back does not lead back into an earlier partition: the seqs of a month are neighbours. */
export async function nextMonth(
  { months }: Queries,
  { key, headSeq, headOrdinal, month: last }: ConversationRow,
  at: number,
): Promise<number> {
  const month = Math.max(last, monthOf(at));
  if (month !== last) await months.begin(key, month, headSeq + 1, headOrdinal);
  return month;
}

/** Whose membership the decision looks at: fetched together. */
function concerned(event: NewEvent): readonly UserId[] {
  if (event.kind === 'member.added' || event.kind === 'member.removed') return event.users;
  if (event.kind === 'member.roleChanged' || event.kind === 'member.muted') return [event.user];
  const content =
    event.kind === 'message.created' || event.kind === 'message.edited' ? event.content : undefined;
  return content?.type === 'text' ? (content.mentions ?? []) : [];
}

/** Whose role it changed beyond what the event says. */
async function applyEffects(
  queries: Queries,
  conversation: ConversationRow,
  sender: number,
  event: KnownEvent,
  position: number,
): Promise<RoleChange[]> {
  const { accounts, conversations, members } = queries;
  const { key, memberCount } = conversation;
  switch (event.kind) {
    case 'message.created':
      // RCP-2.
      await queries.readRanges.append(key, sender, event.seq);
      if (event.receipt === false) await queries.receipts.addGap(key, event.seq);
      for (const file of filesOfContent(event.content)) await queries.files.use(file, key, event.seq);
      await sendPacket(queries, key, sender, event);
      return [];
    case 'conversation.receiptsChanged':
      await queries.receipts.setPolicy(key, event.policy);
      return [];
    case 'message.reminded':
      return [];
    case 'message.edited':
    case 'message.recalled':
    case 'reaction.added':
    case 'reaction.removed':
    case 'message.pinned':
    case 'message.unpinned':
      await applyToMessage(queries, key, sender, event);
      return [];
    case 'conversation.renamed':
      await conversations.rename(key, event.title);
      return [];
    case 'conversation.pictureChanged':
      await showPicture(queries, conversation, event.picture);
      return [];
    case 'member.added': {
      const found = await accounts.keys(event.users);
      const joining = event.users.flatMap((user) => {
        const account = found.get(user);
        return account === undefined ? [] : [{ account, role: 'member' as const }];
      });
      await members.join(key, joining, event.seq, position);
      await conversations.setMemberCount(key, memberCount + joining.length);
      return [];
    }
    case 'member.removed': {
      const leaving = [...(await accounts.keys(event.users)).values()];
      const roles = await inTurn(leaving, (account) => members.get(key, account));
      const ownerLeaves = roles.some((member) => member?.role === 'owner');
      const parting = { title: conversation.title, memberCount: memberCount - leaving.length };
      for (const account of leaving) await members.leave(key, account, event.seq, position, parting);
      await conversations.setMemberCount(key, parting.memberCount);
      return ownerLeaves ? await handOver(queries, key) : [];
    }
    case 'member.roleChanged':
      await members.setRole(key, (await accounts.key(event.user)) ?? 0, event.role);
      if (event.role !== 'owner') return [];
      await members.setRole(key, sender, 'admin');
      return [{ user: event.sender, role: 'admin' }];
    case 'member.muted':
      await members.mute(key, (await accounts.key(event.user)) ?? 0, event.until);
      return [];
    case 'conversation.announced':
      await conversations.announce(key, event.text);
      return [];
    case 'conversation.dissolved':
      await members.leaveAll(key, event.seq, position, { title: conversation.title, memberCount: 0 });
      await conversations.setMemberCount(key, 0);
      await queries.invites.revokeAll(key);
      await showPicture(queries, conversation, null);
      return [];
    case 'conversation.created':
      return [];
    default:
      return assertNever(event);
  }
}

async function showPicture(
  { conversations, profiles }: Queries,
  { key, picture: before }: ConversationRow,
  picture: PictureId | null,
): Promise<void> {
  await conversations.setPicture(key, picture);
  if (before) await profiles.drop(before);
}

/** MEM-6. */
async function handOver({ accounts, members }: Queries, conversation: number): Promise<RoleChange[]> {
  const stays = await members.allStays(conversation);
  const joined = new Map(stays.map(([account, seq]) => [account, seq]));
  const present: Successor[] = [];
  for (const { account, user, role, bot } of await members.all(conversation)) {
    if (role && !bot) present.push({ user, role, joined: joined.get(account) ?? 0 });
  }
  const owner = nextOwner(present);
  const account = owner && (await accounts.key(owner));
  if (owner === undefined || account === undefined) return [];
  await members.setRole(conversation, account, 'owner');
  return [{ user: owner, role: 'owner' }];
}
