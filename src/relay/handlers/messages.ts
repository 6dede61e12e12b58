import { AppError } from '../../shared/errors.ts';
import type { Handler } from './context.ts';
import { appendEvent } from './timeline-writer.ts';

/** FRM-5, SEQ-1, SEQ-2. */
export const sendMessage: Handler<'message.send'> = async (context, { user }, args) => {
  const { conversation, clientId, content } = args;
  const event = { kind: 'message.created', clientId, content } as const;
  const stored = await appendEvent(context, { conversation, sender: user, action: 'send', event });
  if (!stored) throw new AppError('internal', 'a message was not stored');
  const { seq, ordinal, at } = stored;
  return { seq, ordinal, at };
};
