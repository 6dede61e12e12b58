import type { Database } from 'better-sqlite3';
import { SendableContent } from '../../shared/model/event.ts';
import { intersectRanges, type RangeSet, subtractRanges } from '../../shared/model/range-set.ts';
import { readSeqs } from './badge.ts';
import { createChannelRewind } from './channel-rewind.ts';
import { type ConversationState, visibleSeqs } from './conversation-state.ts';
import { DeltaBuilder } from './delta.ts';
import { ITEM_KIND, storedContent } from './item.ts';
import { createAnnouncementQueries } from './queries/announcement-queries.ts';
import { createChannelQueries } from './queries/channel-queries.ts';
import { createLostQueries } from './queries/lost-queries.ts';
import { ME } from './queries/person-queries.ts';
import { createRewindQueries, type TakenItem } from './queries/rewind-queries.ts';
import type { Agreement, RewindWriter } from './rewind-port.ts';
import type { Sync } from './sync-api.ts';
import { othersCounter, refreshPreview, saveState, type WriterContext } from './writer-context.ts';

/** Items of one write: it holds up the user's own writes for some 20 ms. */
const MAX_ITEMS = 200;

/** Timelines of a relay that has less than it had. */
export function createRewindWriter(db: Database, context: WriterContext): Sync<RewindWriter> {
  const { meta, items, index, conversations, drafts } = context;
  const queries = createRewindQueries(db);
  const lost = createLostQueries(db);
  const channels = createChannelQueries(db);
  const channelRewind = createChannelRewind(channels, createAnnouncementQueries(db));

  /** Ends the timeline there. What the relay says next of the conversation counts as the first that it says. */
  function cut(state: ConversationState, { upTo, exists }: Agreement): void {
    const end: RangeSet = upTo > 0 ? [[1, upTo]] : [];
    const changed = queries.changedAbove(state.num, upTo);
    for (const item of changed) {
      remove(item, state);
      queries.forgetReactions(state.num, item.seq);
    }
    queries.forgetReactionsAbove(state.num, upTo);
    queries.forgetReceipts(state.num);
    queries.dropQuotes(state.num, upTo);
    context.flags.tellAgain(state.num, upTo);
    const held = subtractRanges(
      intersectRanges(state.held, end),
      changed.map(({ seq }) => [seq, seq] as const),
    );
    const pending = exists ? intersectRanges(readSeqs(state), end) : [];
    const memberships = exists ? state.memberships : [];
    const count = othersCounter(context, state.num);
    saveState(context, {
      ...state,
      memberships,
      role: exists ? state.role : null,
      headSeq: upTo,
      held,
      read: [],
      pending,
      pendingUnread: count(intersectRanges(pending, held)),
      unread: count(subtractRanges(intersectRanges(visibleSeqs({ memberships }, upTo), held), pending)),
      countedTo: 0,
      readUpTo: Math.min(state.readUpTo, upTo),
      delivered: Math.min(state.delivered, upTo),
      deliveredReported: 0,
    });
  }

  function take(item: TakenItem, state: ConversationState, { upTo, exists }: Agreement): void {
    const content = item.kind === ITEM_KIND.message ? storedContent(item.body) : undefined;
    if (content && exists && item.sender === ME && SendableContent.safeParse(content).success) {
      queries.unsend(item.id, items.nextQueued(), upTo);
      return;
    }
    if (content && content.type !== 'recalled') lost.keep({ ...item, conversation: state.num });
    remove(item, state);
  }

  function remove({ id, kind, sender, body }: TakenItem, { num: conversation }: ConversationState): void {
    items.remove(id);
    if (kind === ITEM_KIND.message) index.remove(id, { conversation, sender, content: storedContent(body) });
  }

  return {
    setGeneration: (generation) => meta.setGeneration(generation),
    beginComparing() {
      meta.setPosition(0);
      meta.setComparing(true);
      drafts.startOver();
      meta.setPeoplePosition(0);
      channelRewind.begin();
      // They are pulled from the beginning then, and what has not come by the end of it, is lost.
      channels.setVersion('');
    },
    rewind(agreement) {
      const state = conversations.load(agreement.conversation);
      if (!state) return { delta: new DeltaBuilder().build(), more: false };
      cut(state, agreement);
      const taken = queries.above(state.num, agreement.upTo, MAX_ITEMS);
      for (const item of taken) take(item, state, agreement);
      refreshPreview(context, state.num);
      return {
        delta: new DeltaBuilder().conversation(state.id).reset(state.id).build(),
        more: taken.length === MAX_ITEMS,
      };
    },
    endComparing(generation) {
      if (generation !== undefined) meta.setGeneration(generation);
      meta.setComparing(false);
    },
    forgetLost: () => lost.clear(),
  };
}
