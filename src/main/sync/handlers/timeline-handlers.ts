import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { ConversationId } from '../../../shared/model/ids.ts';
import type { EngineHandlers } from '../engine.ts';
import type { PageAnchor, StoredPage } from '../../store/port.ts';
import { patiently } from '../patience.ts';
import { requireSession } from '../uplink.ts';
import { type HandlerContext, requireConversation } from './context.ts';

/** A relay that takes longer for what the disk lacks is not waited for where there is something to show; ms. */
const PATIENCE_MS = 400;

export function timelineHandlers(context: HandlerContext) {
  const { store, session, clock, history, backfill, receipts, reporter, feed, logger } = context;

  /** Counts of what is looked at are brought up to date, however old the messages. */
  function wantReceipts(conversation: ConversationId, { items }: StoredPage): void {
    const seqs: number[] = [];
    for (const item of items) {
      if (
        item.kind !== 'message' ||
        !item.mine ||
        item.seq === null ||
        !item.receiptKept ||
        item.receipt?.unread === 0
      )
        continue;
      seqs.push(item.seq);
    }
    receipts.want(conversation, seqs);
  }

  /** A page that lacks something is better than none, unless the one message is lacking that somebody wants to see. */
  function showsWhatIsMeant({ items }: StoredPage, anchor: PageAnchor): boolean {
    return anchor.at === 'around' ? items.some(({ seq }) => seq === anchor.seq) : items.length > 0;
  }

  return {
    async 'timeline.page'({ conversation, anchor, limit }) {
      await requireConversation(context, conversation);
      // Before it is read: what changes from here on is told.
      feed.shown(conversation);
      const from = session();
      let page = await store.read.page(conversation, anchor, limit);
      let complete = page.missing.length === 0;
      if (!complete && from) {
        try {
          const pulling = backfill.giveWay(() => history.page(from, conversation, anchor, limit));
          // What comes later is told as a change, and read then.
          const answer = showsWhatIsMeant(page, anchor)
            ? await patiently(clock, PATIENCE_MS, pulling)
            : await pulling;
          ({ page, complete } = answer ?? {
            page: await store.read.page(conversation, anchor, limit),
            complete: false,
          });
        } catch (error) {
          // What the disk has is still worth showing.
          logger.info({ err: error, conversation }, 'a page could not be pulled');
          page = await store.read.page(conversation, anchor, limit);
        }
      }
      wantReceipts(conversation, page);
      const { items, atStart, atEnd } = page;
      return { items: [...items], atStart, atEnd, incomplete: !complete };
    },
    async 'read.shown'({ conversation, seqs }) {
      await requireConversation(context, conversation);
      feed.add(await store.write.markRead(conversation, seqs));
      reporter.shown(conversation);
      return {};
    },
    async 'read.all'({ conversation }) {
      await requireConversation(context, conversation);
      feed.add(await store.write.markRead(conversation, 'all'));
      reporter.shown(conversation);
      return {};
    },
    async 'receipt.list'({ conversation, seq, list, after }) {
      const args = { conversation, seq, list, after, limit: LIMITS.listPage };
      return requireSession(session).request('receipt.list', args);
    },
    'receipt.remind': (args) => requireSession(session).request('receipt.remind', args),
  } satisfies Partial<EngineHandlers>;
}
