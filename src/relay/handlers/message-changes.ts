import { rangeSetHas } from '../../shared/model/range-set.ts';
import type { Action } from '../../shared/model/rights.ts';
import type { CommandArgs } from '../../shared/protocol/commands.ts';
import type { ChangeWindow, NewMessageChange } from '../storage/message-change.ts';
import type { Handler, HandlerContext } from './context.ts';
import type { Caller } from './publisher.ts';
import { noConversation } from './refusals.ts';
import { appendEvent } from './timeline-writer.ts';

/** MSG-2. */
export const editMessage: Handler<'message.edit'> = (context, caller, args) =>
  change(context, caller, args, 'edit', {
    kind: 'message.edited',
    target: args.seq,
    content: args.content,
    window: changeWindow(context),
  });

/** MSG-3. */
export const recallMessage: Handler<'message.recall'> = (context, caller, args) =>
  change(context, caller, args, 'recall', {
    kind: 'message.recalled',
    target: args.seq,
    window: changeWindow(context),
  });

/** MSG-5. */
export const react: Handler<'message.react'> = (context, caller, args) =>
  change(context, caller, args, 'react', {
    kind: args.on ? 'reaction.added' : 'reaction.removed',
    target: args.seq,
    emoji: args.emoji,
  });

/** MSG-6. */
export const pinMessage: Handler<'message.pin'> = (context, caller, args) =>
  change(context, caller, args, 'pin', {
    kind: args.on ? 'message.pinned' : 'message.unpinned',
    target: args.seq,
  });

/** MSG-6. */
export const listPins: Handler<'message.pins'> = async (context, { user }, { conversation }) => {
  const pins = await context.storage.pins(conversation);
  return context.conversations.use(conversation, (state) => {
    if (!state?.isMember(user)) throw noConversation();
    const visible = state.visible(user);
    return { seqs: pins.filter((seq) => rangeSetHas(visible, seq)) };
  });
};

/** `by`: the seq of the event that did it; `null`: it was so already. */
async function change(
  context: HandlerContext,
  { user }: Caller,
  { conversation }: Pick<CommandArgs<'message.recall'>, 'conversation'>,
  action: Action,
  event: NewMessageChange,
): Promise<{ by: number | null }> {
  const stored = await appendEvent(context, { conversation, sender: user, action, event });
  return { by: stored?.seq ?? null };
}

function changeWindow({ clock, editWindowMs }: HandlerContext): ChangeWindow {
  return editWindowMs > 0 ? { sentAfter: clock.now() - editWindowMs } : null;
}
