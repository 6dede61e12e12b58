import { assertNever } from '../../shared/assert-never.ts';
import { AppError } from '../../shared/errors.ts';
import type { MemberRole } from '../../shared/model/conversation.ts';
import { isKnown, type TimelineEvent } from '../../shared/model/event.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { ConversationState } from '../domain/conversation-state.ts';
import { type Action, mayAct, rolesAllowed } from '../domain/rights.ts';
import type { NewEvent } from '../storage/port.ts';
import type { HandlerContext } from './context.ts';
import { announceHeads } from './heads.ts';
import type { Audience } from './publisher.ts';

/** One wording for "you are not in it" and "it does not exist" (MEM-1). */
export function noConversation(): AppError {
  return new AppError('not_found', 'no such conversation');
}

interface AppendCommand {
  readonly conversation: ConversationId;
  readonly sender: UserId;
  readonly action: Action;
  readonly event: NewEvent;
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
  const { conversation, sender, action, event, check } = command;
  return context.writes.track(async () => {
    const roles = await context.conversations.use(conversation, (state) => {
      const role = state?.role(sender) ?? null;
      if (!state || role === null) throw noConversation();
      if (!mayAct(state.kind, action, role)) throw forbidden();
      check?.(state);
      return rolesAllowed(state.kind, action);
    });
    const at = context.clock.now();
    const outcome = await context.storage.append({ conversation, sender, at, event, roles });
    switch (outcome.kind) {
      case 'appended':
        await publishEvent(context, outcome.event, outcome.roles);
        return outcome.event;
      case 'duplicate':
        return outcome.event;
      case 'unchanged':
        return undefined;
      case 'not-member':
        throw noConversation();
      case 'forbidden':
        throw forbidden();
      case 'too-many':
        throw new AppError('too_many', 'the group is full');
      default:
        return assertNever(outcome);
    }
  });
}

/** The caller is a member who lacks the right. */
export function forbidden(): AppError {
  return new AppError('forbidden', 'your role does not allow this');
}

/**
 * Tells everybody concerned of a committed event. Never throws: the event is stored whatever happens here, and when telling
 * fails all devices are made to sync.
 */
export async function publishEvent(
  context: HandlerContext,
  event: TimelineEvent,
  roles: readonly { readonly user: UserId; readonly role: MemberRole }[],
): Promise<void> {
  const { conversations, publisher, logger } = context;
  try {
    const concerned = await conversations.applyEvent(event, roles, (state) => {
      publisher.toAll(membersOf(state), 'timeline.appended', { event });
      const removed = isKnown(event) && event.kind === 'member.removed' ? event.users : [];
      if (removed.length > 0) publisher.toAll(new Set(removed), 'timeline.appended', { event });
      return event.kind === 'message.created' ? [] : [...state.presentUsers(), ...removed];
    });
    await announceHeads(context, event.conversation, concerned);
  } catch (error) {
    logger.error({ err: error, conversation: event.conversation, seq: event.seq }, 'event not told');
    publisher.resyncAll();
  }
}

function membersOf(state: ConversationState): Audience {
  return {
    size: state.memberCount,
    has: (user) => state.isMember(user),
    [Symbol.iterator]: () => state.presentUsers()[Symbol.iterator](),
  };
}
