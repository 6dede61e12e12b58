import {
  intersectRanges,
  rangeSetSize,
  subtractRanges,
  type RangeSet,
} from '../../shared/model/range-set.ts';
import { readSeqs } from './badge.ts';
import { type ConversationState, visibleWithin } from './conversation-state.ts';
import type { ItemViews } from './queries/item-views.ts';

/**
 * The seq before the first message of others that I have not read. Only moves forward, because read sets only grow: what an
 * earlier call has passed is not looked at again.
 *
 * An event that is not on disk may or may not be such a message, above all on a new device, where old notices that nobody
 * ever reads lie in the holes. The badge knows how many there are, so the newest gaps that have room for all of them hold
 * them; with everything on disk that is exact.
 */
export function findReadUpTo(
  state: ConversationState,
  items: Pick<ItemViews, 'othersIn' | 'countOthers'>,
): number {
  if (state.unread === 0) return state.headSeq;
  const gaps = subtractRanges(visibleWithin(state, state.readUpTo + 1, state.headSeq), readSeqs(state));
  for (const gap of gaps) {
    const missing = subtractRanges([gap], state.held)[0]?.[0] ?? Number.POSITIVE_INFINITY;
    const message =
      items.othersIn(state.num, intersectRanges([gap], state.held), 1)[0] ?? Number.POSITIVE_INFINITY;
    if (message < missing) return message - 1;
    if (missing <= gap[1]) return newestRoomFor(state, gaps, items);
  }
  return state.headSeq;
}

/** The seq before the newest gaps that can hold all of `state.unread`. */
function newestRoomFor(
  state: ConversationState,
  gaps: RangeSet,
  items: Pick<ItemViews, 'othersIn' | 'countOthers'>,
): number {
  let left = state.unread;
  let first = state.headSeq + 1;
  for (const gap of gaps.toReversed()) {
    const held = intersectRanges([gap], state.held);
    const missing = subtractRanges([gap], state.held);
    const room = items.countOthers(state.num, held) + rangeSetSize(missing);
    if (room === 0) continue;
    first = Math.min(missing[0]?.[0] ?? first, items.othersIn(state.num, held, 1)[0] ?? first);
    left -= room;
    if (left <= 0) break;
  }
  return first - 1;
}
