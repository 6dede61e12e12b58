import { AppError } from '../../shared/errors.ts';
import { isMessage } from '../../shared/model/event.ts';
import { addRange, unionRanges } from '../../shared/model/range-set.ts';
import { withPushed } from './badge.ts';
import { DeltaBuilder } from './delta.ts';
import { placeItems } from './item-place.ts';
import type { PushOutcome, WritableStore } from './port.ts';
import type { Sync } from './sync-api.ts';
import { loadKnown, refreshPreview, saveState, type WriterContext } from './writer-context.ts';
import { storeEvent } from './writer-items.ts';

const MAX_PAGE = 200;

/** Events of the timelines. */
export function createEventWriter(
  context: WriterContext,
): Sync<Pick<WritableStore, 'applyPush' | 'applyPage'>> {
  return {
    applyPush(event): PushOutcome {
      const state = context.conversations.load(event.conversation);
      if (!state || event.seq > state.headSeq + 1) return { kind: 'gap' };
      if (event.seq <= state.headSeq) return { kind: 'duplicate' };
      const keys = storeEvent(context, state, event, (seq) =>
        placeItems(context.items, state.num, seq, seq, event.at)(seq),
      );
      const pushed = withPushed(state, {
        seq: event.seq,
        isMessage: isMessage(event),
        mine: event.sender === context.me,
      });
      saveState(context, { ...pushed, held: addRange(state.held, [event.seq, event.seq]) });
      refreshPreview(context, state.num);
      const delta = new DeltaBuilder().conversation(state.id);
      if (keys.length > 0) delta.changed(state.id, ...keys);
      return { kind: 'applied', delta: delta.build() };
    },

    applyPage(conversation, from, to, events) {
      if (events.length > MAX_PAGE) throw new AppError('too_many', `a page has at most ${MAX_PAGE} events`);
      const state = loadKnown(context, conversation);
      const first = events[0]?.seq ?? from;
      const last = events.at(-1);
      if (last) {
        const idOf = placeItems(context.items, state.num, first, last.seq, last.at);
        for (const event of events) storeEvent(context, state, event, idOf);
      }
      const mine = events.filter((event) => isMessage(event) && event.sender === context.me);
      saveState(context, {
        ...state,
        held: addRange(state.held, [first, to]),
        read: unionRanges(
          state.read,
          mine.map(({ seq }) => [seq, seq] as const),
        ),
      });
      refreshPreview(context, state.num);
      return new DeltaBuilder().conversation(state.id).reset(state.id).build();
    },
  };
}
