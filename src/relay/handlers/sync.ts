import { AppError } from '../../shared/errors.ts';
import type { ConversationHead } from '../../shared/model/conversation.ts';
import { intersectRanges } from '../../shared/model/range-set.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { changedChannels } from './channels.ts';
import type { Handler } from './context.ts';
import { headBytes, toHead } from './heads.ts';
import { noConversation } from './refusals.ts';

/** SYN-1. A page ends early where its frame would grow too large. */
export const pullHeads: Handler<'sync.pull'> = async (context, caller, { position, after, limit }) => {
  const knowsChannels = after === undefined && caller.features.has('channels');
  const heads = context.storage.listHeads(caller.user, position, after, limit);
  // Whoever has the position asks for nothing below it any more: what is answered from memory must not be older, channels too.
  if (context.peers) await context.peers.followed((await heads).position);
  const [page, channels] = await Promise.all([
    heads,
    knowsChannels ? changedChannels(context, caller, position) : undefined,
  ]);
  const conversations: ConversationHead[] = [];
  let bytes = 0;
  for (const head of page.heads.map((one) => toHead(one, context))) {
    bytes += headBytes(head);
    if (bytes > LIMITS.pageBytes && conversations.length > 0) break;
    conversations.push(head);
  }
  const more = page.more || conversations.length < page.heads.length;
  if (!more) caller.synced = true;
  return { conversations, position: page.position, more, ...(channels && { channels }) };
};

/** SEQ-4, MEM-5. */
export const pullTimeline: Handler<'timeline.pull'> = async (context, { user }, args) => {
  const { conversation, from, to, limit } = args;
  if (from > to) throw new AppError('bad_args', 'to: is less than from', { field: 'to' });
  const behind = context.peers?.reach(conversation, to);
  if (behind) await behind;
  const ranges = await context.conversations.use(conversation, (state) => {
    const visible = state?.visible(user) ?? [];
    if (visible.length === 0) throw noConversation();
    return intersectRanges(visible, [[from, to]]);
  });
  if (ranges.length === 0) return { events: [] };
  const { storage } = context;
  return { events: await storage.readTimeline(conversation, ranges, limit, LIMITS.pageBytes, user) };
};
