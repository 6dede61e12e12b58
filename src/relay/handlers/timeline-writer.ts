import { assertNever } from '../../shared/assert-never.ts';
import { AppError } from '../../shared/errors.ts';
import { type EventKind, isKnown, type TimelineEvent } from '../../shared/model/event.ts';
import type { MemberRole } from '../../shared/model/conversation.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import { type EventEffects, NO_EFFECTS } from '../domain/event-effects.ts';
import type { ConversationState } from '../domain/conversation-state.ts';
import { type Action, mayAct, rolesAllowed } from '../../shared/model/rights.ts';
import type { NewPicture } from '../storage/profile-port.ts';
import type { AppendRequest, NewEvent } from '../storage/timeline-port.ts';
import type { HandlerContext } from './context.ts';
import { announceHeads } from './heads.ts';
import type { StoredEffects } from './peers.ts';
import { badInvite, forbidden, noConversation } from './refusals.ts';

/** Events that change nothing of a head but its seq, its ordinal and badges (MEM-8). */
const KEEPS_HEADS: ReadonlySet<string> = new Set<EventKind>([
  'message.created',
  'message.edited',
  'message.recalled',
  'reaction.added',
  'reaction.removed',
  'message.pinned',
  'message.unpinned',
  'message.reminded',
]);

/** Of the others, those whose effects are all in them. */
const SAYS_ALL: ReadonlySet<string> = new Set<EventKind>([
  'conversation.renamed',
  'conversation.pictureChanged',
  'conversation.announced',
  'conversation.receiptsChanged',
  'member.muted',
]);

const ENDS_STAYS: ReadonlySet<string> = new Set<EventKind>(['member.removed', 'conversation.dissolved']);

interface AppendCommand {
  readonly conversation: ConversationId;
  readonly sender: UserId;
  readonly action: Action;
  readonly event: NewEvent;
  readonly picture?: NewPicture | undefined;
  /** A further rule, checked against the conversation just before the write; throws to refuse. */
  readonly check?: (state: ConversationState) => void;
}

/**
 * Appends an event and tells every member, in seq order. Returns the stored event, also when it was there before (SEQ-2);
 * `undefined` when there was nothing to change. Throws `not_found`, `forbidden` or `too_many`.
 */
export function appendEvent(
  context: HandlerContext,
  command: AppendCommand,
): Promise<TimelineEvent | undefined> {
  const { conversation, sender, action, event, picture, check } = command;
  return context.writes.track(async () => {
    const decide = (): Promise<readonly MemberRole[]> =>
      context.conversations.use(conversation, (state) => {
        if (!state) throw noConversation();
        // It may be stored already (SEQ-2), which only the storage knows.
        if ('clientId' in event) return rolesAllowed(state.kind, action);
        const role = state.role(sender);
        if (role === null) throw noConversation();
        if (!mayAct(state.kind, action, role)) throw forbidden();
        check?.(state);
        return rolesAllowed(state.kind, action);
      });
    const { peers } = context;
    // What is refused here may have become right a moment ago, at another node.
    const roles = await (peers ? decide().catch(() => peers.catchUp(conversation).then(decide)) : decide());
    const at = context.clock.now();
    const receiptPolicy = context.receiptSettings.policy;
    return store(context, { conversation, sender, at, event, roles, receiptPolicy, picture });
  });
}

/**
 * MEM-13: adds the person to the group by one use of an invite. A member changes nothing. Throws `bad_invite` or
 * `too_many`.
 */
export async function joinByInvite(
  context: HandlerContext,
  join: { readonly conversation: ConversationId; readonly user: UserId; readonly invite: string },
): Promise<void> {
  const { conversation, user, invite } = join;
  const event = { kind: 'member.added', users: [user] } as const;
  const at = context.clock.now();
  await context.writes.track(() =>
    store(context, { conversation, sender: user, at, event, roles: [], invite }),
  );
}

async function store(context: HandlerContext, request: AppendRequest): Promise<TimelineEvent | undefined> {
  const outcome = await context.storage.append({ ...request, device: context.device });
  switch (outcome.kind) {
    case 'appended':
      if (outcome.event.kind === 'message.created') context.counters.messagesStored++;
      await publishEvent(context, outcome.event, outcome);
      return outcome.event;
    case 'duplicate':
      return outcome.event;
    case 'unchanged':
      return undefined;
    case 'muted':
      throw new AppError('forbidden', 'you are muted', { retryAfterMs: outcome.until - request.at });
    case 'no-member':
      throw new AppError('not_found', 'no such member', { field: 'user' });
    case 'bad-invite':
      throw badInvite('code');
    case 'not-member':
      throw noConversation();
    case 'forbidden':
      throw forbidden();
    case 'too-many':
      throw new AppError('too_many', 'the conversation, or the message, has as many of these as it may');
    case 'no-message':
      throw new AppError('not_found', 'no such message');
    case 'no-person':
      throw new AppError('not_found', 'no such person', { field: 'content.user' });
    case 'few-points':
      throw new AppError('too_few_points', 'you have fewer points', { field: 'content.points' });
    case 'no-file':
      throw new AppError('not_found', 'no such file of yours', { field: 'content.file' });
    case 'no-image':
      throw new AppError('bad_args', 'content.file: is no picture that can be shown', {
        field: 'content.file',
      });
    case 'not-forwardable': {
      const field = `seqs.${outcome.index}`;
      throw new AppError('bad_args', `${field}: has nothing to forward`, { field });
    }
    default:
      return assertNever(outcome);
  }
}

/**
 * Tells everybody concerned of a committed event. Never throws: the event is stored whatever happens here, and when telling
 * fails all devices are made to sync.
 */
export async function publishEvent(
  context: HandlerContext,
  event: TimelineEvent,
  effects: StoredEffects,
): Promise<void> {
  const { peers, publisher, logger } = context;
  context.wakeCallbacks();
  try {
    if (peers) await peers.stored(event, effects);
    else await announceHeads(context, event.conversation, await tellEvent(context, event, effects));
  } catch (error) {
    logger.error({ err: error, conversation: event.conversation, seq: event.seq }, 'event not told');
    publisher.resyncAll();
  }
}

/**
 * Tells the members here of the next event of a conversation, and gives whose heads it has changed. `effects` are `undefined` of an
 * event that another node has stored, and that may have done more than it says.
 */
export function tellEvent(
  { conversations, publisher }: Pick<HandlerContext, 'conversations' | 'publisher'>,
  event: TimelineEvent,
  effects: EventEffects | undefined,
): Promise<readonly UserId[]> {
  return conversations.applyEvent(event, effects, (state) => {
    publisher.toAll(state.presentAt(event.seq), 'timeline.appended', { event });
    const removed = ENDS_STAYS.has(event.kind) ? state.partedAt(event.seq) : [];
    if (removed.length > 0) publisher.toAll(new Set(removed), 'timeline.appended', { event });
    if (KEEPS_HEADS.has(event.kind)) return [];
    if (isKnown(event) && (event.kind === 'member.muted' || event.kind === 'member.roleChanged')) {
      // A former owner is the one who has made another one.
      const others = effects ? effects.roles.map(({ user }) => user) : [event.sender];
      return [event.user, ...others];
    }
    return [...state.presentUsers(), ...removed];
  });
}

/** What a stored event did besides what it says; `undefined`: only the storage knows. */
export function effectsOfStored(event: TimelineEvent): EventEffects | undefined {
  return KEEPS_HEADS.has(event.kind) || SAYS_ALL.has(event.kind) ? NO_EFFECTS : undefined;
}
