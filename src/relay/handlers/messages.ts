import { AppError } from '../../shared/errors.ts';
import type { TimelineEvent } from '../../shared/model/event.ts';
import type { CommandResult } from '../../shared/protocol/commands.ts';
import type { Handler } from './context.ts';
import { appendEvent } from './timeline-writer.ts';

/** FRM-5, SEQ-1, SEQ-2, MSG-7 to MSG-9. */
export const sendMessage: Handler<'message.send'> = async (context, { user }, args) => {
  const { conversation, ...message } = args;
  const event = { kind: 'message.created', ...message } as const;
  return reply(await appendEvent(context, { conversation, sender: user, action: 'send', event }));
};

/** MSG-10. */
export const forwardMessages: Handler<'message.forward'> = async (context, { user }, args) => {
  const { conversation, ...forward } = args;
  const event = { kind: 'message.forwarded', ...forward } as const;
  return reply(await appendEvent(context, { conversation, sender: user, action: 'send', event }));
};

function reply(stored: TimelineEvent | undefined): CommandResult<'message.send'> {
  if (!stored) throw new AppError('internal', 'a message was not stored');
  const { seq, ordinal, at } = stored;
  return { seq, ordinal, at };
}
