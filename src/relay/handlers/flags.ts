import type { Handler } from './context.ts';
import { announceHeads } from './heads.ts';
import { noConversation } from './refusals.ts';

/** FLG-1. */
export const setFlags: Handler<'conversation.flag'> = async (context, { user, device }, args) => {
  const { conversation, ...change } = args;
  const outcome = await context.storage.setFlags({ user, conversation, device, change });
  if (outcome === 'not-member') throw noConversation();
  if (outcome === 'unchanged') return {};
  context.peers?.announce({ kind: 'head', conversation, user, position: outcome });
  await announceHeads(context, conversation, [user]);
  return {};
};
