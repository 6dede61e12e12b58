import { rangeSetHas } from '../../shared/model/range-set.ts';
import type { ChangeWindow } from '../storage/message-change.ts';
import type { Handler, HandlerContext } from './context.ts';
import { appendEvent, noConversation } from './timeline-writer.ts';

/** MSG-2. */
export const editMessage: Handler<'message.edit'> = async (context, { user }, args) => {
  const { conversation, seq: target, content } = args;
  const event = { kind: 'message.edited', target, content, window: changeWindow(context) } as const;
  const stored = await appendEvent(context, { conversation, sender: user, action: 'edit', event });
  return { by: stored?.seq ?? null };
};

/** MSG-3. */
export const recallMessage: Handler<'message.recall'> = async (context, { user }, args) => {
  const { conversation, seq: target } = args;
  const event = { kind: 'message.recalled', target, window: changeWindow(context) } as const;
  const stored = await appendEvent(context, { conversation, sender: user, action: 'recall', event });
  return { by: stored?.seq ?? null };
};

/** MSG-5. */
export const react: Handler<'message.react'> = async (context, { user }, args) => {
  const { conversation, seq: target, emoji, on } = args;
  const event = { kind: on ? 'reaction.added' : 'reaction.removed', target, emoji } as const;
  const stored = await appendEvent(context, { conversation, sender: user, action: 'react', event });
  return { by: stored?.seq ?? null };
};

/** MSG-6. */
export const pinMessage: Handler<'message.pin'> = async (context, { user }, args) => {
  const { conversation, seq: target, on } = args;
  const event = { kind: on ? 'message.pinned' : 'message.unpinned', target } as const;
  const stored = await appendEvent(context, { conversation, sender: user, action: 'pin', event });
  return { by: stored?.seq ?? null };
};

/** MSG-6. */
export const listPins: Handler<'message.pins'> = async (context, { user }, { conversation }) => {
  const pins = await context.storage.pins(conversation);
  return context.conversations.use(conversation, (state) => {
    if (!state?.isMember(user)) throw noConversation();
    const visible = state.visible(user);
    return { seqs: pins.filter((seq) => rangeSetHas(visible, seq)) };
  });
};

function changeWindow({ clock, editWindowMs }: HandlerContext): ChangeWindow {
  return editWindowMs > 0 ? { sentAfter: clock.now() - editWindowMs } : null;
}
