import { assertNever } from '../../../shared/assert-never.ts';
import { isKnown, type KnownEvent, type MessageChange } from '../../../shared/model/event.ts';
import { afterEdit, afterRecall } from '../message-revision.ts';
import type { MemoryConversation } from './memory-conversation.ts';

/** Does to the message what a decided change says. */
export function applyToMessage(conversation: MemoryConversation, change: MessageChange): void {
  const { extras } = conversation;
  const { target, seq } = change;
  extras.revise(target, seq);
  switch (change.kind) {
    case 'message.edited':
      extras.addEdit(target, seq);
      rewrite(conversation, target, (event) => afterEdit(event, change));
      return;
    case 'message.recalled':
      extras.strip(target);
      for (const stale of [target, ...extras.edits(target)]) {
        rewrite(conversation, stale, (event) => afterRecall(event, change));
      }
      return;
    case 'reaction.added':
      extras.react(target, change.emoji, change.sender);
      return;
    case 'reaction.removed':
      extras.unreact(target, change.emoji, change.sender);
      return;
    case 'message.pinned':
      extras.pin(target);
      return;
    case 'message.unpinned':
      extras.unpin(target);
      return;
    default:
      assertNever(change);
  }
}

function rewrite(
  { events }: MemoryConversation,
  seq: number,
  change: (event: KnownEvent) => KnownEvent,
): void {
  const event = events[seq - 1];
  if (event && isKnown(event)) events[seq - 1] = change(event);
}
