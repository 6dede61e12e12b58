import { intersectRanges, subtractRanges } from '../../shared/model/range-set.ts';
import { readSeqs } from './badge.ts';
import { type ConversationState, visibleWithin } from './conversation-state.ts';
import type { ItemViews } from './queries/item-views.ts';

/**
 * The seq before the first message of others that I have not read; an event that is not on disk may be one. Only moves
 * forward, because read sets only grow: what an earlier call has passed is not looked at again.
 */
export function findReadUpTo(state: ConversationState, items: Pick<ItemViews, 'othersIn'>): number {
  if (state.unread === 0) return state.headSeq;
  const unread = subtractRanges(visibleWithin(state, state.readUpTo + 1, state.headSeq), readSeqs(state));
  for (const gap of unread) {
    const missing = subtractRanges([gap], state.held)[0]?.[0] ?? Number.POSITIVE_INFINITY;
    const message =
      items.othersIn(state.num, intersectRanges([gap], state.held), 1)[0] ?? Number.POSITIVE_INFINITY;
    const first = Math.min(missing, message);
    if (first <= gap[1]) return first - 1;
  }
  return state.headSeq;
}
