import { AppError } from '../../shared/errors.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import { intersectRanges, rangeSetHas, subtractRanges } from '../../shared/model/range-set.ts';
import type { ConversationReceipts } from '../../shared/model/receipt.ts';
import type { CommandArgs } from '../../shared/protocol/commands.ts';
import type { ConversationState } from '../domain/conversation-state.ts';
import type { ReportOutcome, ReportRequest } from '../storage/receipt-port.ts';
import type { Handler, HandlerContext } from './context.ts';
import type { Caller } from './publisher.ts';
import { noConversation } from './refusals.ts';

type OneReport = CommandArgs<'receipt.report'>['conversations'][number];

/** RCP-1. */
export const report: Handler<'receipt.report'> = async (context, caller, { conversations }) => {
  await Promise.all(conversations.map((one) => merge(context, caller, one)));
  return {};
};

export interface Acknowledgement {
  readonly conversation: ConversationId;
  readonly seq: number;
}

/**
 * What a report acknowledges that does nothing else, and in a conversation in memory: by far the most frequent request, and
 * from hundreds of members at once. `undefined`: it does more, or nothing at all.
 */
export function acknowledgement(
  { conversations, peers }: HandlerContext,
  { user }: Caller,
  { conversations: reports }: CommandArgs<'receipt.report'>,
): Acknowledgement | undefined {
  const [one] = reports;
  if (!one || reports.length > 1 || one.read || one.delivered === undefined) return undefined;
  const state = conversations.peek(one.conversation);
  if (peers && one.delivered > (state?.headSeq ?? 0)) return undefined;
  const seq = Math.min(one.delivered, state?.newestVisible(user) ?? 0);
  return state && seq > state.delivered(user) ? { conversation: one.conversation, seq } : undefined;
}

function merge(context: HandlerContext, caller: Caller, one: OneReport): Promise<void> {
  const { storage, conversations, delivered, peers, writes } = context;
  const { conversation } = one;
  return writes.track(async () => {
    const behind = peers?.reach(conversation, Math.max(one.delivered ?? 0, one.read?.at(-1)?.[1] ?? 0));
    if (behind) await behind;
    const plan = await conversations.use(conversation, (state) => planned(context, caller, one, state));
    if (!plan) return;
    const { request } = plan;
    if (request.read.length === 0) {
      await delivered.moved(conversation, caller, request.delivered);
      return;
    }
    const outcome = await storage.report(request).catch((error: unknown) => {
      // Only the answer may be lost. What is stored is then told to nobody, and whatever changes the member next covers its traces.
      if (AppError.from(error).retry === 'backoff')
        peers?.mayHaveRead(conversation, caller.user, request.read);
      throw error;
    });
    await tellReport(context, caller, plan, outcome);
  });
}

/** A report that is to be stored, and the state that it was cut to. */
interface ReportPlan {
  readonly state: ConversationState;
  readonly request: ReportRequest;
}

/** The report cut to what the caller may see; `undefined`: there is nothing new in it. */
function planned(
  { receiptSettings, clock }: HandlerContext,
  { user, device }: Caller,
  one: OneReport,
  state: ConversationState | undefined,
): ReportPlan | undefined {
  const visible = state?.visible(user) ?? [];
  const newest = visible.at(-1)?.[1] ?? 0;
  const delivered = Math.min(one.delivered ?? 0, newest);
  const read = intersectRanges(one.read ?? [], visible);
  const moved = delivered > (state?.delivered(user) ?? 0);
  if (!state || (read.length === 0 && !moved)) return undefined;
  const at = receiptSettings.readTimes ? clock.now() : undefined;
  return { state, request: { conversation: one.conversation, user, delivered, read, at, device } };
}

/** Tells senders, other nodes and the caller's other devices of reads that are stored. */
async function tellReport(
  { conversations, receipts, publisher, peers, logger }: HandlerContext,
  caller: Caller,
  { state: planState, request }: ReportPlan,
  outcome: ReportOutcome,
): Promise<void> {
  const { conversation, user } = request;
  const { headSeq, read, unread, hidden } = outcome;
  try {
    await conversations.use(conversation, (state) => {
      if (!state) return;
      state.setDelivered(user, request.delivered);
      const fresh = state.addReads(user, read);
      if (state.kind === 'direct') state.setHidden(user, hidden);
      // A state loaded while the write was under way may hold it already and see nothing fresh in it.
      const news = state === planState ? fresh : request.read;
      receipts.add(conversation, subtractRanges(news, hidden));
    });
  } catch (error) {
    // The report is stored and nothing is wrong with it; what failed is telling others.
    logger.error({ err: error, conversation }, 'report not told');
    publisher.resyncAll();
  }
  if (outcome.changed) peers?.read(conversation, user, request.read, outcome);
  // Among several nodes the set may hold what another device reported elsewhere, which nobody has told this one of: its commit is
  // covered by this one, and no comparison finds it any more.
  const except = peers ? undefined : caller;
  publisher.toUser(user, 'read.updated', { conversation, headSeq, read, unread }, except);
}

/** RCP-4. */
export const counts: Handler<'receipt.counts'> = async ({ conversations, peers }, { user }, { messages }) => {
  const asked = await Promise.all(
    messages.map(async ({ conversation, seqs }) => {
      const behind = peers?.reach(conversation, Math.max(...seqs));
      if (behind) await behind;
      return conversations.use(conversation, (state): ConversationReceipts => {
        return { conversation, counts: state?.counts(user, seqs) ?? [] };
      });
    }),
  );
  return { receipts: asked.filter((one) => one.counts.length > 0) };
};

/** RCP-5, RCP-13. */
export const list: Handler<'receipt.list'> = async (context, { user }, args) => {
  const { conversation, seq } = args;
  const behind = context.peers?.reach(conversation, seq);
  if (behind) await behind;
  const page = await context.conversations.use(conversation, (state) => {
    const users = ownReceipts(state, user, args);
    const start = args.after === undefined ? 0 : firstAfter(users, args.after);
    const shown = users.slice(start, start + args.limit);
    return {
      total: users.length,
      entries: shown.map((one) => ({ user: one, delivered: (state?.delivered(one) ?? 0) >= seq })),
      more: start + shown.length < users.length,
    };
  });
  const users = page.entries.map((entry) => entry.user);
  if (context.peers) {
    const reached = await context.peers.delivered(conversation, users);
    page.entries = users.map((one) => ({ user: one, delivered: (reached.get(one) ?? 0) >= seq }));
  }
  if (!context.receiptSettings.readTimes || args.list === 'unread') return page;
  const times = await context.storage.readTimes(conversation, seq, users);
  const readAt = new Map(times.map((one) => [one.user, one.at]));
  return { ...page, entries: page.entries.map((entry) => ({ ...entry, readAt: readAt.get(entry.user) })) };
};

/** The receivers on one list of a message of the caller's that has receipts. Throws `not_found` or `forbidden`. */
export function ownReceipts(
  state: ConversationState | undefined,
  user: UserId,
  { seq, list: kind }: Pick<CommandArgs<'receipt.list'>, 'seq' | 'list'>,
): UserId[] {
  const visible = state?.visible(user) ?? [];
  if (!state || visible.length === 0) throw noConversation();
  const users = state.receipts(user, seq, kind);
  if (users) return users;
  if (rangeSetHas(visible, seq)) throw new AppError('forbidden', 'not a message of yours that has receipts');
  throw new AppError('not_found', 'no such message');
}

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
