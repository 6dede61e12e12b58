import { AppError } from '../../../shared/errors.ts';
import type { MessageCreated } from '../../../shared/model/event.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { type RangeSet, addRange } from '../../../shared/model/range-set.ts';
import { decideAppend } from '../append-decision.ts';
import type { AppendDecision, AppendFacts } from '../append-facts.ts';
import { toEvent } from '../event-body.ts';
import type { AppendOutcome, AppendRequest, NewEvent } from '../timeline-port.ts';
import { nextMonth } from './append.ts';
import type { Queries } from './queries/all.ts';
import type { ConversationRow } from './queries/conversations.ts';
import type { PersonInConversation } from './queries/members.ts';
import { queueMessages } from './queue-deliveries.ts';

type TextMessage = Extract<NewEvent, { readonly kind: 'message.created' }>;

/** A message that nothing but its conversation and its people decide about: nearly everything that is written. */
export interface PlainAppend extends AppendRequest {
  readonly event: TextMessage;
}

export function isPlain(request: AppendRequest): request is PlainAppend {
  const { event, invite } = request;
  return (
    invite === undefined &&
    event.kind === 'message.created' &&
    event.content.type === 'text' &&
    event.quote === undefined
  );
}

/** What is stored of one message; `key` is its conversation's. */
interface Stored {
  readonly key: number;
  readonly sender: number;
  readonly month: number;
  readonly event: MessageCreated;
}

/**
 * As many appends as there are for the statements of one: what they depend on is read for all of them, they are decided one after
 * the other, each by what those before it have changed, and what comes of it is stored together. Runs inside a batch that may still begin.
 */
export async function appendMany(
  queries: Queries,
  requests: readonly PlainAppend[],
): Promise<(AppendOutcome | AppError)[]> {
  const known = await knownOf(queries, requests);
  await queries.meta.begun();
  const stored: Stored[] = [];
  const outcomes: (AppendOutcome | AppError)[] = [];
  for (const request of requests) {
    const outcome = await appendOne(queries, request, known, stored);
    outcomes.push(outcome);
  }
  if (stored.length > 0) await store(queries, known, stored);
  return outcomes;
}

/** What the decisions depend on; kept up to date by those that were made. */
interface Known {
  readonly conversations: Map<ConversationId, ConversationRow>;
  readonly people: ReadonlyMap<string, PersonInConversation>;
  readonly devices: ReadonlySet<string>;
  /** By conversation, sender and client id. */
  readonly sent: Map<string, MessageCreated | number>;
}

async function knownOf(
  { conversations, devices, events, members }: Queries,
  requests: readonly PlainAppend[],
): Promise<Known> {
  const asked = new Map<string, { readonly conversation: ConversationId; readonly user: UserId }>();
  for (const { conversation, sender, event } of requests) {
    const mentions = event.content.type === 'text' ? (event.content.mentions ?? []) : [];
    for (const user of [sender, ...mentions])
      asked.set(personKey(conversation, user), { conversation, user });
  }
  const [rows, accounts, people, earlier] = await Promise.all([
    conversations.byIds([...new Set(requests.map(({ conversation }) => conversation))]),
    devices.accounts([...new Set(requests.flatMap(({ device }) => device ?? []))]),
    members.peopleIn([...asked.values()]),
    events.seqsSent(
      requests.map(({ conversation, sender, event }) => ({ conversation, sender, clientId: event.clientId })),
    ),
  ]);
  return {
    conversations: new Map(rows.map((row) => [row.id, row])),
    people: new Map(people.map((person) => [personKey(person.conversation, person.user), person])),
    devices: new Set(accounts.keys()),
    sent: new Map(
      earlier.map(({ conversation, sender, clientId, seq }) => [
        sentKey(conversation, sender, clientId),
        seq,
      ]),
    ),
  };
}

async function appendOne(
  queries: Queries,
  request: PlainAppend,
  known: Known,
  stored: Stored[],
): Promise<AppendOutcome | AppError> {
  if (request.device !== undefined && !known.devices.has(request.device)) {
    return new AppError('bad_token', 'signed out');
  }
  const conversation = known.conversations.get(request.conversation);
  const person = (user: UserId): PersonInConversation | undefined =>
    known.people.get(personKey(request.conversation, user));
  const sender = person(request.sender);
  if (!conversation || !sender) return { kind: 'not-member' };
  const { key } = conversation;
  const once = sentKey(request.conversation, request.sender, request.event.clientId);
  const earlier = known.sent.get(once);
  const duplicate = typeof earlier === 'number' ? await queries.events.get(key, earlier) : earlier;
  if (typeof earlier === 'number' && !duplicate) return new AppError('not_found', 'its month is detached');
  const decision = decidePlain(request, {
    role: sender.role,
    memberCount: conversation.memberCount,
    sent: () => duplicate,
    isMember: (user) => Boolean(person(user)?.role),
    mutedUntil: (user) => person(user)?.mutedUntil ?? null,
    receiptPolicy: () => conversation.receipts,
  });
  if (decision.kind === 'answer') return decision.outcome;

  const position = queries.meta.nextPosition();
  const month = await nextMonth(queries, conversation, request.at);
  const seq = conversation.headSeq + 1;
  const ordinal = conversation.headOrdinal + 1;
  const event = toEvent(
    { conversation: request.conversation, seq, ordinal, sender: request.sender, at: request.at },
    decision.change,
  );
  if (event.kind !== 'message.created') throw new AppError('internal', 'a message that became another event');
  known.conversations.set(request.conversation, {
    ...conversation,
    headSeq: seq,
    headOrdinal: ordinal,
    month,
    position,
  });
  known.sent.set(once, event);
  stored.push({ key, sender: sender.account, month, event });
  return { kind: 'appended', event, position, roles: [], bots: [] };
}

type PlainFacts = Pick<
  AppendFacts,
  'role' | 'memberCount' | 'sent' | 'isMember' | 'mutedUntil' | 'receiptPolicy'
>;

/** By the same rules as every append. The facts that are missing are those that a plain one is never decided by. */
function decidePlain(request: PlainAppend, facts: PlainFacts): AppendDecision {
  const none = (): never => {
    throw new AppError('internal', 'a plain message was decided by more than its people');
  };
  return decideAppend(request, {
    ...facts,
    conversationKind: 'group',
    roleOf: none,
    mayJoin: none,
    announcement: none,
    picture: none,
    admits: none,
    points: none,
    hasAccount: none,
    ownFile: none,
    message: none,
    source: none,
    reactions: none,
    isPinned: none,
    pinCount: none,
  });
}

async function store(queries: Queries, known: Known, stored: readonly Stored[]): Promise<void> {
  const { conversations, events, readRanges, receipts } = queries;
  // Rows are locked in the order of their keys by all batches.
  const heads = [...new Map(stored.map(({ key, event }) => [key, event.conversation])).entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([, id]) => known.conversations.get(id) ?? []);
  await Promise.all([
    events.insertMany(stored),
    conversations.advanceMany(heads),
    // RCP-2.
    readRanges.appendMany(readBySenders(stored)),
    queueMessages(queries, stored),
  ]);
  for (const { key, event } of stored) if (event.receipt === false) await receipts.addGap(key, event.seq);
}

function readBySenders(
  stored: readonly Stored[],
): { readonly conversation: number; readonly account: number; readonly ranges: RangeSet }[] {
  const found = new Map<string, { conversation: number; account: number; ranges: RangeSet }>();
  for (const { key, sender, event } of stored) {
    const name = `${key} ${sender}`;
    const ranges = found.get(name)?.ranges ?? [];
    found.set(name, {
      conversation: key,
      account: sender,
      ranges: addRange(ranges, [event.seq, event.seq]),
    });
  }
  return [...found.values()].sort((a, b) => a.conversation - b.conversation || a.account - b.account);
}

function personKey(conversation: ConversationId, user: UserId): string {
  return `${conversation} ${user}`;
}

function sentKey(conversation: ConversationId, sender: UserId, clientId: string): string {
  return `${conversation} ${sender} ${clientId}`;
}
