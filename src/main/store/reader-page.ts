import { intersectRanges, type RangeSet, subtractRanges, unionRanges } from '../../shared/model/range-set.ts';
import { readSeqs } from './badge.ts';
import { type ConversationState, visibleWithin } from './conversation-state.ts';
import { type ItemRow, toItem } from './item.ts';
import type { PageAnchor, StoredPage } from './port.ts';
import type { ItemViews } from './queries/item-views.ts';

const END = Number.MAX_SAFE_INTEGER;

/** Cuts pages out of the timeline of one conversation. */
export function readPage(
  views: ItemViews,
  state: ConversationState,
  anchor: PageAnchor,
  limit: number,
): StoredPage {
  const visible = visibleWithin(state, 1, state.headSeq);
  const held = intersectRanges(visible, state.held);
  const missing = subtractRanges(visible, state.held);

  /** Down from `seq`, or from the nearest item below it, as far as nothing is missing. */
  function down(seq: number, count: number): ItemRow[] {
    const top = intersectRanges(held, [[1, seq]]).at(-1)?.[1];
    if (top === undefined || count <= 0) return [];
    const bottom = (intersectRanges(missing, [[1, top]]).at(-1)?.[1] ?? 0) + 1;
    return views.newestIn(state.num, bottom, top, count);
  }

  function up(seq: number, count: number): ItemRow[] {
    const bottom = intersectRanges(held, [[seq, END]])[0]?.[0];
    if (bottom === undefined || count <= 0) return [];
    const top = (intersectRanges(missing, [[bottom, END]])[0]?.[0] ?? state.headSeq + 1) - 1;
    return views.oldestIn(state.num, bottom, top, count);
  }

  const nearest = (from: number, to: number, count: number, side: 'newest' | 'oldest'): RangeSet =>
    subtractRanges(take(intersectRanges(visible, from <= to ? [[from, to]] : []), count, side), state.held);

  let rows: ItemRow[];
  let wanted: RangeSet;
  let tail: ItemRow[] = [];
  switch (anchor.at) {
    case 'latest':
      // One place is left to go on from.
      tail = views.tail(state.num, state.headSeq, Math.max(1, limit - 1));
      rows = down(state.headSeq, limit - tail.length);
      wanted = nearest(1, state.headSeq, limit, 'newest');
      break;
    case 'before':
      rows = down(anchor.seq - 1, limit);
      wanted = nearest(1, anchor.seq - 1, limit, 'newest');
      break;
    case 'after':
      rows = up(anchor.seq + 1, limit);
      wanted = nearest(anchor.seq + 1, END, limit, 'oldest');
      break;
    case 'around': {
      const below = Math.ceil(limit / 2);
      rows = down(anchor.seq, below);
      const above = up(anchor.seq + Number(rows.at(-1)?.seq === anchor.seq), limit - rows.length);
      const between = [rows.at(-1)?.seq ?? END, above[0]?.seq ?? 0] as const;
      if (rows.length === 0 || intersectRanges(missing, [between]).length === 0) rows = [...rows, ...above];
      wanted = unionRanges(
        nearest(1, anchor.seq, below, 'newest'),
        nearest(anchor.seq + 1, END, limit - below, 'oldest'),
      );
      break;
    }
  }

  const first = visible[0]?.[0] ?? END;
  const last = visible.at(-1)?.[1] ?? 0;
  // Without items an end is reached only where there is nothing to have.
  const atStart = first >= (rows[0]?.seq ?? (anchor.at === 'before' ? anchor.seq : END));
  const atEnd = last <= (rows.at(-1)?.seq ?? (anchor.at === 'after' ? anchor.seq : 0));
  if (atEnd && (anchor.at === 'after' || anchor.at === 'around'))
    tail = views.tail(state.num, state.headSeq, limit - rows.length);
  const read = readSeqs(state);
  return { items: [...rows, ...tail].map((row) => toItem(row, read)), atStart, atEnd, missing: wanted };
}

/** The first or last `count` seqs of a set. */
function take(set: RangeSet, count: number, side: 'newest' | 'oldest'): RangeSet {
  const taken: (readonly [number, number])[] = [];
  let left = count;
  for (const [from, to] of side === 'newest' ? set.toReversed() : set) {
    if (left <= 0) break;
    const size = Math.min(left, to - from + 1);
    taken.push(side === 'newest' ? [to - size + 1, to] : [from, from + size - 1]);
    left -= size;
  }
  return side === 'newest' ? taken.reverse() : taken;
}
