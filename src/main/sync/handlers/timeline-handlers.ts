import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { ConversationId } from '../../../shared/model/ids.ts';
import type { EngineHandlers } from '../engine.ts';
import type { StoredPage } from '../../store/port.ts';
import { requireSession } from '../uplink.ts';
import { type HandlerContext, requireConversation } from './context.ts';

export function timelineHandlers(context: HandlerContext) {
  const { store, session, history, backfill, receipts, reporter, feed, logger } = context;

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
          ({ page, complete } = await backfill.giveWay(() =>
            history.page(from, conversation, anchor, limit),
          ));
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
