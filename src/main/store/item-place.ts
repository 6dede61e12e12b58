import type { ItemQueries } from './queries/item-queries.ts';

/** The first live id: room for a billion messages of history below it. */
const BASE = 2 ** 30;

/**
 * Chooses ids for the items of `from … to`, which lie in one hole of what is on disk: a seq's id.
 *
 * Ids order the search results, newest first. Within a conversation they follow the seqs: a hole leaves as many ids free as
 * it has seqs, and is filled from them. Across conversations they follow the order of arrival: live items count up, history
 * older than everything of its conversation counts down. Dense ids keep the index small.
 */
export function placeItems(
  items: ItemQueries,
  conversation: number,
  from: number,
  to: number,
  newestAt: number,
): (seq: number) => number {
  const ends = items.ends() ?? { min: BASE, max: BASE - 1, newestAt: 0 };
  const above = items.firstAbove(conversation, to);
  const below = items.lastBelow(conversation, from);
  const anchored = (id: number, seq: number) => (other: number) => id + other - seq;

  if (above && below) {
    for (const place of [anchored(above.id, above.seq), anchored(below.id, below.seq)])
      if (place(from) > below.id && place(to) < above.id && items.isFree(place(from), place(to)))
        return place;
    // Rows of other conversations are in between: the order within the page is kept, and that is all that can be.
    return anchored(ends.max + 1, from);
  }
  if (above) return anchored(ends.min, above.seq);
  if (below) return anchored(ends.max, below.seq);
  return newestAt < ends.newestAt ? anchored(ends.min - 1, to) : anchored(ends.max + 1, from);
}
