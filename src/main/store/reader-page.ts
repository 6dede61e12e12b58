import { intersectRanges, type RangeSet, subtractRanges, unionRanges } from '../../shared/model/range-set.ts';
import { readSeqs } from './badge.ts';
import { type ConversationState, visibleWithin } from './conversation-state.ts';
import { type ItemRow, toItem } from './item.ts';
import { lackingFrom } from './page-lack.ts';
import type { PageAnchor, StoredPage } from './port.ts';
import type { ItemViews } from './queries/item-views.ts';

const END = Number.MAX_SAFE_INTEGER;

/** What the newest page is waiting for. */
export function newestLack(views: ItemViews, state: ConversationState, limit: number): RangeSet {
  const missing = subtractRanges(visibleWithin(state, 1, state.headSeq), state.held);
  const countItems = (from: number, to: number, atMost: number): number =>
    views.countIn(state.num, from, to, atMost);
  return lackingFrom(missing, countItems, state.headSeq, limit, 'older');
}

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

  const countItems = (from: number, to: number, atMost: number): number =>
    views.countIn(state.num, from, to, atMost);
  const older = (seq: number, count: number): RangeSet =>
    lackingFrom(missing, countItems, seq, count, 'older');
  const newer = (seq: number, count: number): RangeSet =>
    lackingFrom(missing, countItems, seq, count, 'newer');

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

  /** Whether these seqs have no item, and never will have one. */
  function isEmpty(from: number, to: number): boolean {
    if (from > to) return true;
    return intersectRanges(missing, [[from, to]]).length === 0 && countItems(from, to, 1) === 0;
  }

  let rows: ItemRow[];
  let wanted: RangeSet;
  let tail: ItemRow[] = [];
  switch (anchor.at) {
    case 'latest':
      // One place is left to go on from.
      tail = views.tail(state.num, state.headSeq, Math.max(1, limit - 1));
      rows = down(state.headSeq, limit - tail.length);
      wanted = older(state.headSeq, limit);
      break;
    case 'before':
      rows = down(anchor.seq - 1, limit);
      wanted = older(anchor.seq - 1, limit);
      break;
    case 'after':
      rows = up(anchor.seq + 1, limit);
      wanted = newer(anchor.seq + 1, limit);
      break;
    case 'around': {
      const below = Math.ceil(limit / 2);
      rows = down(anchor.seq, below);
      const above = up(anchor.seq + Number(rows.at(-1)?.seq === anchor.seq), limit - rows.length);
      const between = [rows.at(-1)?.seq ?? END, above[0]?.seq ?? 0] as const;
      if (rows.length === 0 || intersectRanges(missing, [between]).length === 0) rows = [...rows, ...above];
      wanted = unionRanges(older(anchor.seq, below), newer(anchor.seq + 1, limit - below));
      break;
    }
  }

  // Without items an end is reached only where there is nothing to have.
  const atStart = isEmpty(1, (rows[0]?.seq ?? (anchor.at === 'before' ? anchor.seq : END)) - 1);
  const atEnd = isEmpty((rows.at(-1)?.seq ?? (anchor.at === 'after' ? anchor.seq : 0)) + 1, state.headSeq);
  if (atEnd && (anchor.at === 'after' || anchor.at === 'around'))
    tail = views.tail(state.num, state.headSeq, limit - rows.length);
  const read = readSeqs(state);
  return { items: [...rows, ...tail].map((row) => toItem(row, read)), atStart, atEnd, missing: wanted };
}
