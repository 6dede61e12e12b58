import { rangeSetSize, subtractRanges } from '../../shared/model/range-set.ts';
import { type ConversationState, visibleSeqs } from './conversation-state.ts';
import type { Hole } from './port.ts';
import type { ItemQueries } from './queries/item-queries.ts';

/** How much of a conversation is not on disk. */
export interface Lack {
  /** How many seqs I may see, and how many of them are missing. */
  readonly visible: number;
  readonly lacking: number;
  /** Something older than the newest hole is on disk: an edit or a recall in the hole may be about it. */
  readonly inside: boolean;
  /** The newest hole is older than this, ms; 0 where that is not known or there is none. */
  readonly at: number;
}

/** Of a conversation of which nothing is known yet. */
export const NO_LACK: Lack = { visible: 0, lacking: 0, inside: false, at: 0 };

/** Its newest visible seqs that are not on disk. */
export function newestHole(state: ConversationState): Hole | undefined {
  const newest = subtractRanges(visibleSeqs(state, state.headSeq), state.held).at(-1);
  if (!newest) return undefined;
  const [from, to] = newest;
  return { conversation: state.id, from, to, inside: isInside(state, from) };
}

function isInside({ held }: ConversationState, from: number): boolean {
  return (held[0]?.[0] ?? Number.POSITIVE_INFINITY) < from;
}

export function lackOf(state: ConversationState, items: Pick<ItemQueries, 'firstAtAbove'>): Lack {
  const visible = visibleSeqs(state, state.headSeq);
  const missing = subtractRanges(visible, state.held);
  const newest = missing.at(-1);
  return {
    visible: rangeSetSize(visible),
    lacking: rangeSetSize(missing),
    inside: newest !== undefined && isInside(state, newest[0]),
    at: newest ? (items.firstAtAbove(state.num, newest[1]) ?? 0) : 0,
  };
}
