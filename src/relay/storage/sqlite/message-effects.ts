import { assertNever } from '../../../shared/assert-never.ts';
import { isKnown, type KnownEvent, type MessageChange } from '../../../shared/model/event.ts';
import { afterEdit, afterRecall } from '../message-revision.ts';
import { returnPacket } from './packet-moves.ts';
import type { Queries } from './queries/all.ts';

/** Does to the message what a decided change says. Runs inside a transaction. */
export function applyToMessage(
  queries: Queries,
  conversation: number,
  sender: number,
  change: MessageChange,
): void {
  const { events, extras } = queries;
  const { target, seq } = change;
  events.revise(conversation, target, seq);
  switch (change.kind) {
    case 'message.edited':
      extras.addEdit(conversation, target, seq);
      rewrite(queries, conversation, target, (event) => afterEdit(event, change));
      return;
    case 'message.recalled':
      extras.strip(conversation, target);
      queries.files.unuse(conversation, target);
      returnPacket(queries, conversation, target, change.at);
      for (const stale of [target, ...extras.edits(conversation, target)]) {
        rewrite(queries, conversation, stale, (event) => afterRecall(event, change));
      }
      return;
    case 'reaction.added':
      extras.react(conversation, target, change.emoji, sender, seq);
      return;
    case 'reaction.removed':
      extras.unreact(conversation, target, change.emoji, sender);
      return;
    case 'message.pinned':
      extras.pin(conversation, target, seq);
      return;
    case 'message.unpinned':
      extras.unpin(conversation, target);
      return;
    default:
      assertNever(change);
  }
}

function rewrite(
  { events }: Queries,
  conversation: number,
  seq: number,
  change: (event: KnownEvent) => KnownEvent,
): void {
  const event = events.get(conversation, seq);
  if (event && isKnown(event)) events.rewrite(conversation, change(event));
}
