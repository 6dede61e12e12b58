import { AppError } from '../../shared/errors.ts';
import { isMessage } from '../../shared/model/event.ts';
import { addRange, unionRanges } from '../../shared/model/range-set.ts';
import { DeltaBuilder } from './delta.ts';
import type { WritableStore } from './port.ts';
import type { Sync } from './sync-api.ts';
import { loadKnown, refreshPreview, saveState, type WriterContext } from './writer-context.ts';
import { storeEvent } from './writer-items.ts';

const MAX_PAGE = 200;

/** Pages of history. */
export function createPageWriter(context: WriterContext): Sync<Pick<WritableStore, 'applyPage'>> {
  return {
    applyPage(conversation, from, to, events) {
      if (events.length > MAX_PAGE) throw new AppError('too_many', `a page has at most ${MAX_PAGE} events`);
      const state = loadKnown(context, conversation);
      const first = events[0]?.seq ?? from;
      for (const event of events) storeEvent(context, state, event);
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
      return new DeltaBuilder().conversation(state.id).reset(state.id).forget(context.forgotten).build();
    },
  };
}
