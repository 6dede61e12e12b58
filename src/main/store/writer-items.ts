import { isMessage, type MessageCreated, type TimelineEvent } from '../../shared/model/event.ts';
import { rangeSetHas } from '../../shared/model/range-set.ts';
import { isChange } from './change-event.ts';
import { mentions } from './mentions.ts';
import type { ConversationState } from './conversation-state.ts';
import { ITEM_KIND, ITEM_STATE, storedContent } from './item.ts';
import { sliceOf, sliceOfId } from './item-place.ts';
import { noticeOf, peopleIn } from './notice.ts';
import type { ItemRef } from './queries/item-queries.ts';
import { ME } from './queries/person-queries.ts';
import type { IndexEntry } from './search-index.ts';
import { applyChange, applyRevision, learnContent, learnPeople, rewrite } from './writer-changes.ts';
import type { WriterContext } from './writer-context.ts';

/**
 * Stores one event, once: a change in the message that it changes, everything else as an item. My own message that was
 * waiting becomes this one. Returns the keys of what looks different now.
 */
export function storeEvent(
  context: WriterContext,
  state: ConversationState,
  event: TimelineEvent,
): readonly string[] {
  if (isChange(event))
    return rangeSetHas(state.held, event.seq) ? [] : applyChange(context, state.num, event);
  if (context.items.has(state.num, event.seq)) {
    if (!isMessage(event)) return [];
    const isLearned = learnContent(context, state.num, event);
    return applyRevision(context, state.num, event) || isLearned ? [keyOf(context, event)] : [];
  }
  if (!isMessage(event)) return [storeNotice(context, state, event)];
  const sender = context.people.num(event.sender);
  if (sender === ME) {
    const own = context.items.own(state.num, event.clientId);
    if (own?.seq === null) {
      const id = settleOwn(context, own, event.seq, event.at);
      // The relay may have cut mentions, and other devices of mine may have changed it by now.
      if (own.body !== JSON.stringify(event.content))
        rewrite(context, state.num, { id, sender, body: own.body }, event.content, false, 0);
      context.items.setReceiptKept(id, event.receipt !== false);
      applyRevision(context, state.num, event);
      return [event.clientId];
    }
    // SEQ-2 broken by the relay: its seq is kept, as an event that cannot be shown; my message stays one.
    if (own) return [storeNotice(context, state, event)];
  }
  storeMessage(context, state, event, sender);
  return [keyOf(context, event)];
}

function keyOf({ me }: WriterContext, event: MessageCreated): string {
  return event.sender === me ? event.clientId : `#${event.seq}`;
}

function storeMessage(
  context: WriterContext,
  state: ConversationState,
  event: MessageCreated,
  sender: number,
): void {
  const id = context.places.take(event.at);
  context.items.insert({
    id,
    conversation: state.num,
    seq: event.seq,
    sender,
    at: event.at,
    kind: ITEM_KIND.message,
    state: ITEM_STATE.sent,
    queued: null,
    clientId: event.clientId,
    body: JSON.stringify(event.content),
    quote: event.quote ?? null,
    mentionsMe: sender !== ME && mentions(event.content, context.me),
    receipt: event.receipt !== false,
  });
  context.index.add(id, { conversation: state.num, sender, content: event.content });
  learnPeople(context, event.content);
  applyRevision(context, state.num, event);
}

function storeNotice(context: WriterContext, state: ConversationState, event: TimelineEvent): string {
  const notice = noticeOf(event);
  // Makes them known as people whose names are wanted.
  for (const user of peopleIn(notice)) context.people.num(user);
  context.items.insert({
    id: context.places.take(event.at),
    conversation: state.num,
    seq: event.seq,
    sender: context.people.num(event.sender),
    at: event.at,
    kind: ITEM_KIND.notice,
    state: ITEM_STATE.sent,
    queued: null,
    clientId: null,
    body: JSON.stringify(notice),
    quote: notice.type === 'reminded' ? notice.seq : null,
    mentionsMe: false,
    receipt: false,
  });
  return `#${event.seq}`;
}

/** An unsent message gets its seq and time, and the id that goes with it, which is returned. */
export function settleOwn(context: WriterContext, own: ItemRef, seq: number, at: number): number {
  const { items, index, places } = context;
  const id = sliceOf(at) === sliceOfId(own.id) ? own.id : places.take(at);
  items.settle(own.id, id, seq, at);
  if (id === own.id) return id;
  const entry = ownEntry(own);
  index.remove(own.id, entry);
  index.add(id, entry);
  return id;
}

/** What the search index knows of my message. */
export function ownEntry({ conversation, body }: ItemRef): IndexEntry {
  return { conversation, sender: ME, content: storedContent(body) };
}
