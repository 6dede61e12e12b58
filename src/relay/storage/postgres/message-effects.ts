import { assertNever } from '../../../shared/assert-never.ts';
import { isKnown, type KnownEvent, type MessageChange } from '../../../shared/model/event.ts';
import { afterEdit, afterRecall } from '../message-revision.ts';
import { returnPacket } from './packet-moves.ts';
import type { Queries } from './queries/all.ts';

/** Does to the message what a decided change says. Runs inside a transaction. */
export async function applyToMessage(
  queries: Queries,
  conversation: number,
  sender: number,
  change: MessageChange,
): Promise<void> {
  const { events, extras } = queries;
  const { target, seq } = change;
  await events.revise(conversation, target, seq);
  switch (change.kind) {
    case 'message.edited':
      await extras.addEdit(conversation, target, seq);
      await rewrite(queries, conversation, target, (event) => afterEdit(event, change));
      return;
    case 'message.recalled':
      await extras.strip(conversation, target);
      await queries.files.unuse(conversation, target);
      await returnPacket(queries, conversation, target, change.at);
      for (const stale of [target, ...(await extras.edits(conversation, target))]) {
        await rewrite(queries, conversation, stale, (event) => afterRecall(event, change));
      }
      return;
    case 'reaction.added':
      await extras.react(conversation, target, change.emoji, sender, seq);
      return;
    case 'reaction.removed':
      await extras.unreact(conversation, target, change.emoji, sender);
      return;
    case 'message.pinned':
      await extras.pin(conversation, target, seq);
      return;
    case 'message.unpinned':
      await extras.unpin(conversation, target);
      return;
    default:
      assertNever(change);
  }
}

async function rewrite(
  { events }: Queries,
  conversation: number,
  seq: number,
  change: (event: KnownEvent) => KnownEvent,
): Promise<void> {
  const event = await events.get(conversation, seq);
  if (event && isKnown(event)) await events.rewrite(conversation, change(event));
}
