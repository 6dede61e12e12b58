import { AppError } from '../../shared/errors.ts';
import { isMessage, type MessageCreated, type TimelineEvent } from '../../shared/model/event.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import { addRange, rangeSetHas } from '../../shared/model/range-set.ts';
import { readSeqs, withPushed } from './badge.ts';
import { isChange } from './change-event.ts';
import { mentions } from './mentions.ts';
import type { ConversationState } from './conversation-state.ts';
import { DeltaBuilder } from './delta.ts';
import { ITEM_STATE } from './item.ts';
import { MAX_PUSHES, type PushesOutcome, type PushOutcome, type WritableStore } from './port.ts';
import { previewOf } from './preview.ts';
import { findReadUpTo } from './read-up-to.ts';
import type { Sync } from './sync-api.ts';
import { refreshPreview, saveState, type WriterContext } from './writer-context.ts';
import { storeEvent } from './writer-items.ts';

/** A conversation while a batch of its events is stored. */
interface Touched {
  readonly before: ConversationState;
  state: ConversationState;
  events: number;
  /** A message that was on disk may look different now. */
  changesOld: boolean;
  newest: MessageCreated | undefined;
  lastAt: number;
  callsMe: boolean;
}

/** Live events. */
export function createPushWriter(context: WriterContext): Sync<Pick<WritableStore, 'applyPushes'>> {
  return {
    applyPushes(events): PushesOutcome {
      if (events.length > MAX_PUSHES) throw new AppError('too_many', `at most ${MAX_PUSHES} pushes at once`);
      const all = new Map<ConversationId, Touched>();
      const delta = new DeltaBuilder();
      const outcomes = events.map((event): PushOutcome => {
        const before = context.conversations.load(event.conversation);
        if (!before) return 'gap';
        const touched = all.get(before.id) ?? untouched(before);
        const { headSeq } = touched.state;
        if (event.seq > headSeq + 1) return 'gap';
        if (event.seq <= headSeq) return isSame(context, touched.state, event) ? 'duplicate' : 'conflict';
        all.set(before.id, touched);
        const keys = storeEvent(context, touched.state, event);
        note(context, touched, event);
        delta.conversation(before.id);
        if (keys.length > 0) delta.changed(before.id, ...keys);
        return 'applied';
      });
      for (const touched of all.values()) if (!saveAppended(context, touched)) saveAnew(context, touched);
      return { delta: delta.forget(context.forgotten).build(), outcomes };
    },
  };
}

/** Whether what has this seq here, if anything that shows, is this event. */
function isSame({ views }: WriterContext, state: ConversationState, event: TimelineEvent): boolean {
  const row = views.bySeq(state.num, event.seq);
  return !row || (row.senderId === event.sender && row.at === event.at);
}

function untouched(before: ConversationState): Touched {
  return {
    before,
    state: before,
    events: 0,
    changesOld: false,
    newest: undefined,
    lastAt: 0,
    callsMe: false,
  };
}

function note({ me }: WriterContext, touched: Touched, event: TimelineEvent): void {
  const { state } = touched;
  const mine = event.sender === me;
  const pushed = withPushed(state, { seq: event.seq, isMessage: isMessage(event), mine });
  touched.state = { ...pushed, held: addRange(state.held, [event.seq, event.seq]) };
  touched.events += 1;
  touched.lastAt = event.at;
  touched.changesOld ||= isChange(event);
  if (!isMessage(event)) return;
  touched.newest = event;
  touched.callsMe ||=
    !mine && mentions(event.content, me) && !rangeSetHas(readSeqs(touched.state), event.seq);
}

function saveAnew(context: WriterContext, { state }: Touched): void {
  saveState(context, state);
  refreshPreview(context, state.num);
}

/** Stores what events change that only follow what is on disk; false: it is not that simple. */
function saveAppended(context: WriterContext, touched: Touched): boolean {
  const { before, state, changesOld, newest, events } = touched;
  const isSimple =
    !changesOld &&
    newest !== undefined &&
    rangeSetHas(before.held, before.headSeq) &&
    !context.views.hasUnsent(state.num);
  if (!isSimple) return false;
  // An unread message before them stays the first one.
  const readUpTo =
    before.unread > 0 && state.unread > 0 ? before.readUpTo : findReadUpTo(state, context.views);
  const preview = previewOf({
    sender: context.people.num(newest.sender),
    at: newest.at,
    state: ITEM_STATE.sent,
    error: null,
    body: JSON.stringify(newest.content),
  });
  const after = {
    ...state,
    readUpTo: Math.max(before.readUpTo, readUpTo),
    mentioned: state.unread > 0 && (before.mentioned || touched.callsMe),
    delivered: Math.max(state.delivered, state.headSeq),
  };
  context.conversations.savePushed(after, events, preview, touched.lastAt);
  return true;
}
