import {
  intersectRanges,
  type RangeSet,
  rangeSetHas,
  subtractRanges,
  unionRanges,
} from '../../shared/model/range-set.ts';
import type { ConversationState } from './conversation-state.ts';
import { visibleSeqs } from './conversation-state.ts';

/** How many messages of others are on disk in these ranges. */
export type CountOthers = (ranges: RangeSet) => number;

/** What the relay said as of `seq`. */
export interface RelayBadge {
  readonly seq: number;
  readonly read: RangeSet;
  readonly unread: number;
}

/** All that I have read, reported or not. */
export function readSeqs(state: Pick<ConversationState, 'read' | 'pending'>): RangeSet {
  return unionRanges(state.read, state.pending);
}

/**
 * Takes over the relay's read set and badge (RCP-8), less what it cannot know yet: my reads that were not reported, or not
 * when it counted; plus what was pushed after it counted. Exact, except that reads by `'all'` of messages that are not on
 * disk cannot be told from another device's reads of the same messages, until the next statement of the relay.
 */
export function withRelayBadge(
  state: ConversationState,
  relay: RelayBadge,
  count: CountOthers,
): ConversationState {
  const visible = visibleSeqs(state, Math.max(state.countedTo, relay.seq));
  const newer = intersectRanges(visible, [[relay.seq + 1, Number.MAX_SAFE_INTEGER]]);
  const known = subtractRanges(state.read, relay.read);
  const read = unionRanges(state.read, relay.read);
  const pending = subtractRanges(state.pending, relay.read);
  const pendingUnread = remainingPendingUnread(state, pending, relay.read, count);
  const base = { ...state, read, pending, pendingUnread };

  const upToRelay = (ranges: RangeSet): RangeSet => intersectRanges(ranges, [[1, relay.seq]]);
  const unknown = upToRelay(known);
  const corrections = unionRanges(newer, unknown);

  if (relay.seq <= state.countedTo && subtractRanges(corrections, state.held).length > 0) {
    // An older count, which what is on disk cannot bring up to date. Its reads are true all the same.
    const news = subtractRanges(relay.read, readSeqs(state));
    return { ...base, unread: Math.max(0, state.unread - count(news)) };
  }
  const pendingNewer = count(subtractRanges(pending, upToRelay(pending)));
  const unknownToRelay = pendingUnread - pendingNewer + count(unknown);
  const pushed = count(subtractRanges(newer, readSeqs(base)));
  return {
    ...base,
    unread: Math.max(0, relay.unread - unknownToRelay) + pushed,
    countedTo: Math.max(state.countedTo, relay.seq),
  };
}

/** Counts an event that follows the head. */
export function withPushed(
  state: ConversationState,
  event: { readonly seq: number; readonly isMessage: boolean; readonly mine: boolean },
): ConversationState {
  const { seq, isMessage, mine } = event;
  const counts =
    isMessage &&
    !mine &&
    seq > state.countedTo &&
    !rangeSetHas(state.read, seq) &&
    !rangeSetHas(state.pending, seq);
  return {
    ...state,
    headSeq: seq,
    countedTo: Math.max(state.countedTo, seq),
    unread: state.unread + Number(counts),
    read: isMessage && mine ? unionRanges(state.read, [[seq, seq]]) : state.read,
  };
}

/** Adds what was shown; `'all'` is everything up to the head and whatever the badge counts beyond it. */
export function withShown(
  state: ConversationState,
  shown: RangeSet | 'all',
  count: CountOthers,
): { readonly state: ConversationState; readonly added: RangeSet } {
  const visible = visibleSeqs(state, Math.max(state.headSeq, state.countedTo));
  const wanted = shown === 'all' ? visible : intersectRanges(shown, visible);
  const added = subtractRanges(wanted, readSeqs(state));
  const unread = shown === 'all' ? state.unread : Math.min(state.unread, count(added));
  return {
    added,
    state: {
      ...state,
      pending: unionRanges(state.pending, added),
      pendingUnread: state.pendingUnread + unread,
      unread: state.unread - unread,
    },
  };
}

/** What a report carried is the relay's knowledge now. */
export function withReported(
  state: ConversationState,
  read: RangeSet,
  count: CountOthers,
): ConversationState {
  const pending = subtractRanges(state.pending, read);
  return {
    ...state,
    read: unionRanges(state.read, intersectRanges(state.pending, read)),
    pending,
    pendingUnread: remainingPendingUnread(state, pending, read, count),
  };
}

function remainingPendingUnread(
  state: ConversationState,
  pending: RangeSet,
  settled: RangeSet,
  count: CountOthers,
): number {
  if (pending.length === 0) return 0;
  const overlap = intersectRanges(state.pending, settled);
  if (overlap.length === 0) return state.pendingUnread;
  if (subtractRanges(pending, state.held).length === 0) return count(pending);
  return Math.max(0, state.pendingUnread - count(overlap));
}
