/** How far a device has followed the relay, as it was told. */
export interface Followed {
  readonly generation: string;
  readonly position: number;
}

/** What a storage knows of itself and of a device that comes back (SYN-8, SYN-9). */
export interface Lineage {
  /** The generation that began when the storage was opened. */
  readonly generation: string;
  /** Whether all that the device was told is in this storage; true for one that was told nothing. */
  readonly covers: boolean;
}

/** Generations that are remembered. A device of an older one compares what it has, which loses nothing. */
export const MAX_GENERATIONS = 1_000;

/** A generation in the order of their beginnings: it began at position `since`. */
export interface Generation {
  readonly id: string;
  readonly since: number;
}

/** A generation ends where the next one begins: of what was told in it beyond that, nothing is here. */
export function covers(
  found: { readonly next: Generation | undefined } | undefined,
  position: number,
  newest: number,
): boolean {
  return found !== undefined && position <= (found.next?.since ?? newest);
}

/** The part of a relay's storage that tells which data these are, and how far they have come. Guarantees as those of RelayStorage. */
export interface LineageStorage {
  /** A random id made when the storage was created; stays for its life. */
  relayId(): Promise<string>;
  /**
   * Each opening of the data is a generation: a random id, and the position at which it began. Of a device that followed an earlier
   * one it tells whether these data hold what it was told: not, when they were put back to an older state (SYN-9).
   */
  lineage(followed?: Followed): Promise<Lineage>;
  /** The newest commit. */
  position(): Promise<number>;
}
