import { AppError } from '../../shared/errors.ts';
import type { ClientId } from '../../shared/model/ids.ts';
import { addRange, type RangeSet } from '../../shared/model/range-set.ts';
import { DeltaBuilder } from './delta.ts';
import { ITEM_KIND, ITEM_STATE } from './item.ts';
import type { WritableStore } from './port.ts';
import type { StoreDelta } from './store-delta.ts';
import type { ItemRef } from './queries/item-queries.ts';
import { ME } from './queries/person-queries.ts';
import type { Sync } from './sync-api.ts';
import { learnPeople } from './writer-changes.ts';
import { loadKnown, refreshPreview, saveState, type WriterContext } from './writer-context.ts';
import { ownEntry, settleOwn } from './writer-items.ts';

const MAX_RELEASED = 200;

/** My messages on their way to the relay. */
export function createOutboxWriter(
  context: WriterContext,
): Sync<
  Pick<
    WritableStore,
    | 'enqueue'
    | 'confirmSent'
    | 'failSend'
    | 'retrySend'
    | 'deleteUnsent'
    | 'uploaded'
    | 'pauseUploads'
    | 'releaseUploads'
  >
> {
  const { items, index, places, uploads } = context;

  /** The delta of one of my messages, after its conversation's preview was brought up to date. */
  function changed(conversation: number, clientId: ClientId, how: 'changed' | 'removed'): StoreDelta {
    refreshPreview(context, conversation);
    const id = context.conversations.byNum(conversation)?.id;
    const delta = new DeltaBuilder();
    return id === undefined ? delta.build() : delta.conversation(id)[how](id, clientId).build();
  }

  function requireUnsent(clientId: ClientId): ItemRef {
    const own = items.unsent(clientId);
    if (!own) throw new AppError('not_found', 'no such unsent message');
    return own;
  }

  return {
    enqueue({ conversation, clientId, content, quote, receipt }, at, files = []) {
      const state = loadKnown(context, conversation);
      // SEQ-2 holds here too: the same id twice is one message.
      if (items.own(state.num, clientId)) return new DeltaBuilder().build();
      const id = places.take(at);
      items.insert({
        id,
        conversation: state.num,
        seq: null,
        sender: ME,
        at,
        kind: ITEM_KIND.message,
        state: ITEM_STATE.sending,
        queued: items.nextQueued(),
        clientId,
        body: JSON.stringify(content),
        quote: quote ?? null,
        mentionsMe: false,
        receipt: receipt !== false,
      });
      for (const file of files) uploads.insert(clientId, file);
      index.add(id, { conversation: state.num, sender: ME, content });
      learnPeople(context, content);
      return changed(state.num, clientId, 'changed');
    },

    confirmSent(clientId, seq, at) {
      const own = items.unsent(clientId);
      const state = own && context.conversations.byNum(own.conversation);
      if (!own || !state) return new DeltaBuilder().build();
      if (items.has(own.conversation, seq)) {
        // Another event has this seq: the relay contradicts itself. The text stays in the user's hands.
        items.fail(own.id, 'internal');
      } else {
        settleOwn(context, own, seq, at);
        saveState(context, {
          ...state,
          // What is on disk above it may have changed it: then it is pulled, with its changes.
          held: isNewest(state.held, seq) ? addRange(state.held, [seq, seq]) : state.held,
          read: addRange(state.read, [seq, seq]),
        });
      }
      return changed(own.conversation, clientId, 'changed');
    },

    failSend(clientId, error) {
      const own = items.unsent(clientId);
      if (own?.state !== ITEM_STATE.sending) return new DeltaBuilder().build();
      items.fail(own.id, error);
      return changed(own.conversation, clientId, 'changed');
    },

    retrySend(clientId) {
      const own = requireUnsent(clientId);
      if (own.state !== ITEM_STATE.failed) throw new AppError('not_found', 'the message has not failed');
      items.requeue(own.id);
      uploads.setPaused(clientId, false);
      return changed(own.conversation, clientId, 'changed');
    },

    deleteUnsent(clientId) {
      const own = requireUnsent(clientId);
      items.remove(own.id);
      index.remove(own.id, ownEntry(own));
      return changed(own.conversation, clientId, 'removed');
    },

    uploaded(file) {
      const clientId = uploads.done(file);
      const own = clientId && items.unsent(clientId);
      return own ? changed(own.conversation, clientId, 'changed') : new DeltaBuilder().build();
    },

    pauseUploads(clientId, paused) {
      const own = requireUnsent(clientId);
      uploads.setPaused(clientId, paused);
      return changed(own.conversation, clientId, 'changed');
    },

    releaseUploads: () => uploads.release(MAX_RELEASED),
  };
}

function isNewest(held: RangeSet, seq: number): boolean {
  return (held.at(-1)?.[1] ?? 0) < seq;
}
