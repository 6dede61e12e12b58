import { AppError } from '../../shared/errors.ts';
import type { ClientId, ConversationId, UserId } from '../../shared/model/ids.ts';
import type { HandlerContext } from './context.ts';
import { appendEvent } from './timeline-writer.ts';

/** Where a message of a bot's stands. */
export interface MessageSent {
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly at: number;
}

/** Sends a text in the name of a bot, by the rules of `message.send`. Throws as that does. */
export async function postAs(
  context: HandlerContext,
  bot: UserId,
  conversation: ConversationId,
  clientId: ClientId,
  text: string,
): Promise<MessageSent> {
  const event = { kind: 'message.created', clientId, content: { type: 'text', text } } as const;
  const stored = await appendEvent(context, { conversation, sender: bot, action: 'send', event });
  if (!stored) throw new AppError('internal', 'a message was not stored');
  return { conversation, seq: stored.seq, at: stored.at };
}
