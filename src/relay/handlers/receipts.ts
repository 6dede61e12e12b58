import { AppError } from '../../shared/errors.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { intersectRanges, rangeSetHas } from '../../shared/model/range-set.ts';
import type { ConversationReceipts } from '../../shared/model/receipt.ts';
import type { CommandArgs } from '../../shared/protocol/commands.ts';
import type { ReportRequest } from '../storage/port.ts';
import type { Handler, HandlerContext } from './context.ts';
import type { Caller } from './publisher.ts';
import { noConversation } from './timeline-writer.ts';

type OneReport = CommandArgs<'receipt.report'>['conversations'][number];

/** RCP-1. */
export const report: Handler<'receipt.report'> = async (context, caller, { conversations }) => {
  await Promise.all(conversations.map((one) => reportOne(context, caller, one)));
  return {};
};

function reportOne(context: HandlerContext, caller: Caller, one: OneReport): Promise<void> {
  const { storage, conversations, delivered, publisher, receipts, writes, logger } = context;
  const { conversation } = one;
  const { user } = caller;
  return writes.track(async () => {
    const plan = await conversations.use(conversation, (state) => {
      const visible = state?.visible(user) ?? [];
      const newest = visible.at(-1)?.[1] ?? 0;
      const reached = Math.min(one.delivered ?? 0, newest);
      const read = intersectRanges(one.read ?? [], visible);
      const moved = reached > (state?.delivered(user) ?? 0);
      if (!state || (read.length === 0 && !moved)) return undefined;
      return { state, request: { conversation, user, delivered: reached, read } satisfies ReportRequest };
    });
    if (!plan) return;
    const { request } = plan;
    if (request.read.length === 0) {
      await delivered.move(conversation, user, request.delivered);
      await conversations.use(conversation, (state) => state?.setDelivered(user, request.delivered));
      return;
    }
    const outcome = await storage.report(request);
    try {
      await conversations.use(conversation, (state) => {
        if (!state) return;
        state.setDelivered(user, request.delivered);
        const fresh = state.addReads(user, outcome.read);
        // A state loaded while the write was under way may hold it already and see nothing fresh in it.
        receipts.add(conversation, state === plan.state ? fresh : request.read);
      });
    } catch (error) {
      // The report is stored and nothing is wrong with it; what failed is telling others.
      logger.error({ err: error, conversation }, 'report not told');
      publisher.resyncAll();
    }
    const { headSeq, read, unread } = outcome;
    publisher.toUser(user, 'read.updated', { conversation, headSeq, read, unread }, caller);
  });
}

/** RCP-4. */
export const counts: Handler<'receipt.counts'> = async ({ conversations }, { user }, { messages }) => {
  const asked = await Promise.all(
    messages.map(({ conversation, seqs }) =>
      conversations.use(conversation, (state): ConversationReceipts => {
        return { conversation, counts: state?.counts(user, seqs) ?? [] };
      }),
    ),
  );
  return { receipts: asked.filter((one) => one.counts.length > 0) };
};

/** RCP-5. */
export const list: Handler<'receipt.list'> = ({ conversations }, { user }, args) =>
  conversations.use(args.conversation, (state) => {
    if (!state || state.visible(user).length === 0) throw noConversation();
    const users = state.receipts(user, args.seq, args.list);
    if (!users) {
      if (rangeSetHas(state.visible(user), args.seq))
        throw new AppError('forbidden', 'not a message of yours');
      throw new AppError('not_found', 'no such message');
    }
    const start = args.after === undefined ? 0 : firstAfter(users, args.after);
    const page = users.slice(start, start + args.limit);
    return {
      total: users.length,
      entries: page.map((one) => ({ user: one, delivered: state.delivered(one) >= args.seq })),
      more: start + page.length < users.length,
    };
  });

/** Index of the first user beyond `after` in ascending `users`. O(log n). */
function firstAfter(users: readonly UserId[], after: UserId): number {
  let low = 0;
  let high = users.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const user = users[middle];
    if (user !== undefined && user <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
