import type { Piece } from '../blobs/piece-store.ts';

/** A piece that is needed, and how many of its first bytes another one has brought already. */
export interface Link {
  readonly piece: Piece;
  readonly skip: number;
}

/** What follows from the pieces of an upload: bytes 0 … `end` without a hole, and which pieces bring them. */
export interface PieceChain {
  readonly end: number;
  readonly links: readonly Link[];
}

/**
 * Pieces overlap where two nodes have taken the same bytes, one of them for a connection that was cut off. The same pieces always
 * make the same chain.
 */
export function chainOf(pieces: readonly Piece[]): PieceChain {
  const sorted = [...pieces].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const links: Link[] = [];
  let end = 0;
  let best: Piece | undefined;
  const take = (): void => {
    if (!best) return;
    links.push({ piece: best, skip: end - best.offset });
    end = best.offset + best.length;
    best = undefined;
  };
  for (const piece of sorted) {
    if (piece.offset > end) take();
    if (piece.offset > end) break;
    const reach = piece.offset + piece.length;
    if (reach > (best ? best.offset + best.length : end)) best = piece;
  }
  take();
  return { end, links };
}
