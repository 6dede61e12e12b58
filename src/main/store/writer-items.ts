import { isMessage, type MessageCreated, type TimelineEvent } from '../../shared/model/event.ts';
import type { ConversationState } from './conversation-state.ts';
import { ITEM_KIND, ITEM_STATE } from './item.ts';
import { placeItems } from './item-place.ts';
import { noticeOf, peopleIn } from './notice.ts';
import type { ItemRef } from './queries/item-queries.ts';
import { ME } from './queries/person-queries.ts';
import { indexText } from './search/index-text.ts';
import type { WriterContext } from './writer-context.ts';

/**
 * Stores one event as an item, once. My own message that was waiting becomes this one.
 * Returns the key if something changed.
 */
export function storeEvent(
  context: WriterContext,
  state: ConversationState,
  event: TimelineEvent,
  idOf: (seq: number) => number,
): string | undefined {
  if (context.items.has(state.num, event.seq)) return undefined;
  if (!isMessage(event)) return storeNotice(context, state, event, idOf);
  const sender = context.people.num(event.sender);
  if (sender === ME) {
    const own = context.items.own(state.num, event.clientId);
    if (own?.seq === null) {
      settleOwn(context, own, event.seq, event.at);
      return event.clientId;
    }
    // SEQ-2 broken by the relay: its seq is kept, as an event that cannot be shown; my message stays one.
    if (own) return storeNotice(context, state, event, idOf);
  }
  storeMessage(context, state, event, sender, idOf(event.seq));
  return sender === ME ? event.clientId : `#${event.seq}`;
}

function storeMessage(
  context: WriterContext,
  state: ConversationState,
  event: MessageCreated,
  sender: number,
  id: number,
): void {
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
  });
  context.search.add(id, indexText(state.num, event.content.text));
}

function storeNotice(
  context: WriterContext,
  state: ConversationState,
  event: TimelineEvent,
  idOf: (seq: number) => number,
): string {
  const notice = noticeOf(event);
  // Makes them known as people whose names are wanted.
  for (const user of peopleIn(notice)) context.people.num(user);
  context.items.insert({
    id: idOf(event.seq),
    conversation: state.num,
    seq: event.seq,
    sender: context.people.num(event.sender),
    at: event.at,
    kind: ITEM_KIND.notice,
    state: ITEM_STATE.sent,
    queued: null,
    clientId: null,
    body: JSON.stringify(notice),
  });
  return `#${event.seq}`;
}

/** An unsent message gets its seq, and the id that sorts it among its neighbours. */
export function settleOwn(context: WriterContext, own: ItemRef, seq: number, at: number): void {
  const { items, search } = context;
  const above = items.firstAbove(own.conversation, seq);
  const below = items.lastBelow(own.conversation, seq);
  const isInOrder =
    own.id > (below?.id ?? Number.MIN_SAFE_INTEGER) && own.id < (above?.id ?? Number.MAX_SAFE_INTEGER);
  const id = isInOrder ? own.id : placeItems(items, own.conversation, seq, seq, at)(seq);
  items.settle(own.id, id, seq, at);
  if (id === own.id) return;
  search.remove(own.id);
  // The body is what `enqueue` stored.
  const content = JSON.parse(own.body) as MessageCreated['content'];
  search.add(id, indexText(own.conversation, content.text));
}
