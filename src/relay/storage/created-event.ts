import type { KnownEvent } from '../../shared/model/event.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { NewConversation } from './conversation-port.ts';

/** `null`: a direct conversation has none. */
export function titleOf(asked: NewConversation): string | null {
  return asked.kind === 'group' ? asked.title : null;
}

/** The first event of a conversation; `users`: everybody in it, its creator first. */
export function createdEvent(asked: NewConversation, users: readonly UserId[]): KnownEvent {
  return {
    kind: 'conversation.created',
    conversation: asked.id,
    seq: 1,
    ordinal: 0,
    sender: asked.creator,
    at: asked.at,
    title: titleOf(asked),
    users: [...users],
  };
}
