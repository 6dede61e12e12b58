import {
  type KnownEvent,
  type MessageChange,
  type MessageCreated,
  type Reaction,
  recalledBy,
} from '../../shared/model/event.ts';

type MessageEdited = Extract<MessageChange, { readonly kind: 'message.edited' }>;

/** The stored event of a message after an edit; any other event as it is. */
export function afterEdit(event: KnownEvent, { content }: MessageEdited): KnownEvent {
  return event.kind === 'message.created' ? { ...event, content, edited: true } : event;
}

/**
 * The stored event of a message, or of an edit of it, after the recall: that somebody wrote something then, nothing of
 * what it was, and who took it away where that was another. Any other event as it is.
 */
export function afterRecall(event: KnownEvent, { sender: by }: Pick<MessageChange, 'sender'>): KnownEvent {
  if (event.kind === 'message.edited') return { ...event, content: recalledBy(by, event.sender) };
  if (event.kind !== 'message.created') return event;
  const left: MessageCreated = { ...event, content: recalledBy(by, event.sender) };
  delete left.edited;
  delete left.quote;
  return left;
}

/** How many of those who reacted are named. */
export const REACTION_USERS = 20;

/** What is kept beside the stored event of a message and shown with it. */
export interface MessageExtras {
  /** Seq of the last event that changed it. */
  readonly revision: number;
  readonly pinned: boolean;
  readonly reactions: readonly Reaction[];
}

/** A message as it is pulled. */
export function withExtras(
  event: MessageCreated,
  { revision, pinned, reactions }: MessageExtras,
): MessageCreated {
  return {
    ...event,
    revision,
    ...(pinned ? { pinned } : {}),
    ...(reactions.length > 0 ? { reactions: [...reactions] } : {}),
  };
}
