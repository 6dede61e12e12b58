/**
 * Ids of items are time-ordered blocks in layers, so that the newest hits of a search are found without sorting all of them,
 * in whatever order history was pulled.
 *
 * Time is cut into slices of about four minutes. Layer 0 has 16 ids for each slice, in the order of the slices, every further
 * layer four times as many; a slice uses a layer once the ones below are full. So ids are as dense as the messages are
 * (sparse ids make the index larger), any slice has room for what is found later, and few layers exist: as many as the busiest
 * slice needs. Id = 2^(28 + 2 layer) + slice * 2^(4 + 2 layer) + slot: the highest bit tells the layer.
 */
const SLICE_MS = 2 ** 18;
/** 2020-01-01; what claims to be older lies in the first slice. */
const EPOCH = 1_577_836_800_000;
const SLICE_BITS = 24;
const FIRST_SLOT_BITS = 4;
const FIRST_ID_BITS = SLICE_BITS + FIRST_SLOT_BITS;
/** Keeps ids below 2^52; a slice has room for 89 million items. */
export const MAX_LAYER = 11;

/** Ids `from … to`, both included. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
}

/** The slice of a time in ms since 1970. Later times have the same or a later slice. */
export function sliceOf(at: number): number {
  return Math.min(2 ** SLICE_BITS - 1, Math.max(0, Math.floor((at - EPOCH) / SLICE_MS)));
}

export function layerOfId(id: number): number {
  return (31 - Math.clz32(Math.floor(id / 2 ** FIRST_ID_BITS))) >> 1;
}

export function sliceOfId(id: number): number {
  const layer = layerOfId(id);
  return Math.floor(id / 2 ** (FIRST_SLOT_BITS + 2 * layer)) - 2 ** SLICE_BITS;
}

/** The ids that a layer has for the slices `from … to`. */
export function idsOfSlices(layer: number, from: number, to: number): IdRange {
  const first = (slice: number): number =>
    2 ** (FIRST_ID_BITS + 2 * layer) + slice * 2 ** (FIRST_SLOT_BITS + 2 * layer);
  return { from: first(from), to: first(to + 1) - 1 };
}

/** The greatest id in use within a range; `undefined` if there is none. */
export type LastIn = (range: IdRange) => number | undefined;

const MAX_KNOWN = 4_096;

/** Gives out ids. What it remembers may only be ahead of the disk: an id that was given and not used is given to nobody. */
export interface ItemPlaces {
  /** A free id for an item of this time. */
  take(at: number): number;
}

export function createItemPlaces(lastIn: LastIn): ItemPlaces {
  /** The next free id of slices, and the end of its layer's ids. */
  const known = new Map<number, { layer: number; next: number; end: number }>();

  function enter(slice: number, layer: number): { layer: number; next: number; end: number } {
    const range = idsOfSlices(layer, slice, slice);
    return { layer, next: (lastIn(range) ?? range.from - 1) + 1, end: range.to };
  }

  return {
    take(at) {
      const slice = sliceOf(at);
      let place = known.get(slice) ?? enter(slice, 0);
      while (place.next > place.end && place.layer < MAX_LAYER) place = enter(slice, place.layer + 1);
      if (known.size >= MAX_KNOWN && !known.has(slice)) known.clear();
      known.set(slice, place);
      return place.next++;
    },
  };
}
