import { idsOfSlices, type IdRange, layerOfId, sliceOf, sliceOfId } from '../item-place.ts';
import type { ItemPlace } from '../queries/item-views.ts';

/** What a page of matches is cut by. Times are ms since 1970. */
export interface MatchBounds {
  /** The last match of the page before. */
  readonly after: ItemPlace | undefined;
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly limit: number;
}

export interface MatchSources {
  /** Ids of the `limit` greatest matches within a range of one layer, descending. */
  match(layer: number, range: IdRange, limit: number): number[];
  /** Where items belong, in any order; those that are gone have none. */
  placesOf(ids: readonly number[]): ItemPlace[];
  /** Whether it holds what its tokens promise. */
  isMatch(id: number): boolean;
  /** The greatest id in use; 0 if there is none. */
  greatestId(): number;
}

/** Newest first; within one moment by conversation, and within that by seq, what has none yet first. */
export function comparePlaces(a: ItemPlace, b: ItemPlace): number {
  return (
    b.at - a.at ||
    b.conversation - a.conversation ||
    (b.seq ?? Number.MAX_SAFE_INTEGER) - (a.seq ?? Number.MAX_SAFE_INTEGER) ||
    b.id - a.id
  );
}

/** The matches within one layer of ids, newest slice first. */
interface Layer {
  readonly number: number;
  readonly from: number;
  to: number;
  /** Matches of this slice and below may be still to come; -1: none is. */
  reached: number;
  /** Matches that were found and not yet looked at. */
  waiting: number[];
}

/** Matches that are read beyond what is wanted: most of the oldest slice's. */
const SPARE = 14;

/**
 * The newest matches, exactly: every layer of ids tells its matches from the newest slice down, and a slice is sorted by time
 * as soon as every layer has told all of it.
 */
export function newestMatches(sources: MatchSources, bounds: MatchBounds): ItemPlace[] {
  const { after, limit } = bounds;
  const since = bounds.since ?? 0;
  const until = Math.min(
    bounds.until ?? Number.MAX_SAFE_INTEGER,
    (after?.at ?? Number.MAX_SAFE_INTEGER - 1) + 1,
  );
  const greatest = sources.greatestId();
  if (greatest === 0 || since >= until) return [];
  const layers = Array.from({ length: layerOfId(greatest) + 1 }, (_, number): Layer => {
    const range = idsOfSlices(number, sliceOf(since), sliceOf(until - 1));
    return { number, ...range, reached: Number.POSITIVE_INFINITY, waiting: [] };
  });
  const matches: ItemPlace[] = [];

  function tellMore(layer: Layer, count: number): void {
    const ids = sources.match(layer.number, layer, count);
    layer.waiting.push(...ids);
    const last = ids.at(-1);
    layer.reached = ids.length < count || last === undefined ? -1 : sliceOfId(last);
    if (last !== undefined) layer.to = last - 1;
  }

  function isWanted(place: ItemPlace): boolean {
    return place.at >= since && place.at < until && (!after || comparePlaces(place, after) > 0);
  }

  for (let count = limit + SPARE; matches.length < limit; count *= 2) {
    const reached = Math.max(...layers.map((layer) => layer.reached));
    if (reached < 0) break;
    for (const layer of layers) if (layer.reached === reached) tellMore(layer, count);
    const complete = Math.max(...layers.map((layer) => layer.reached));
    const told = layers.flatMap((layer) => {
      const open = layer.waiting.findIndex((id) => sliceOfId(id) <= complete);
      return layer.waiting.splice(0, open < 0 ? layer.waiting.length : open);
    });
    for (const place of sources.placesOf(told))
      if (isWanted(place) && sources.isMatch(place.id)) matches.push(place);
  }
  return matches.sort(comparePlaces).slice(0, limit);
}
