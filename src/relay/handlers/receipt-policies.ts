import type { Handler } from './context.ts';
import { ownReceipts } from './receipts.ts';
import { forbidden, noConversation } from './refusals.ts';
import { appendEvent } from './timeline-writer.ts';

/** RCP-11. */
export const setReceipts: Handler<'conversation.setReceipts'> = async (context, { user }, args) => {
  const { conversation, policy } = args;
  await appendEvent(context, {
    conversation,
    sender: user,
    action: 'setReceipts',
    event: { kind: 'conversation.receiptsChanged', policy },
    check: () => {
      if (context.receiptSettings.policy !== 'by-conversation') throw forbidden();
    },
  });
  return {};
};

/** RCP-14. */
export const setDirectReceipts: Handler<'receipt.setDirect'> = async (
  { storage },
  { user, device },
  { direct },
) => {
  if (direct === undefined) return { direct: await storage.directReceipts(user) };
  await storage.setDirectReceipts(user, direct, device);
  return { direct };
};

/** RCP-15. */
export const remind: Handler<'receipt.remind'> = async (context, { user }, { conversation, seq }) => {
  const behind = context.peers?.reach(conversation, seq);
  if (behind) await behind;
  const unread = await context.conversations.use(conversation, (state) => {
    // Whoever has left may still ask for receipts, but writes nothing (MEM-1).
    if (!state?.isMember(user)) throw noConversation();
    return ownReceipts(state, user, { seq, list: 'unread' }).length;
  });
  if (unread === 0) return { by: null };
  const takeBack = context.reminders.take(user, conversation, seq);
  try {
    const event = { kind: 'message.reminded', target: seq } as const;
    const stored = await appendEvent(context, { conversation, sender: user, action: 'send', event });
    if (stored) context.peers?.announce({ kind: 'reminded', user, conversation, seq });
    else takeBack();
    return { by: stored?.seq ?? null };
  } catch (error) {
    takeBack();
    throw error;
  }
};
