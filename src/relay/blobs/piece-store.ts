import type { Readable } from 'node:stream';
import type { FileId } from '../../shared/model/ids.ts';

/** A part of an upload: `length` bytes, at least one, from `offset` on. */
export interface Piece {
  readonly offset: number;
  readonly length: number;
}

/**
 * Where several nodes keep the bytes of unfinished uploads, in pieces that nobody changes once they are there: whoever was cut off,
 * stands still or dies leaves whole pieces behind and spoils none of them. Adapters pass the suite in test/contract/piece-store.
 */
export interface PieceStore {
  /** When it resolves, the piece is there for every node. Again, or by two at once, one of them is. */
  put(upload: FileId, offset: number, bytes: Uint8Array): Promise<void>;
  /** All of them, in any order. */
  pieces(upload: FileId): Promise<readonly Piece[]>;
  /** The stream ends with an error when the piece cannot be read. */
  read(upload: FileId, piece: Piece): Readable;
  /** All of them; again it does nothing. */
  remove(upload: FileId): Promise<void>;
  /** Uploads with pieces, in the order of their ids: at most `limit` of those behind `after`. */
  uploads(after: string, limit: number): Promise<readonly FileId[]>;
}

const NAME = /^(\d{1,15})-(\d{1,15})$/;

export function pieceName({ offset, length }: Piece): string {
  return `${String(offset)}-${String(length)}`;
}

/** `undefined`: it is no name of a piece. */
export function pieceOfName(name: string): Piece | undefined {
  const [, offset, length] = NAME.exec(name) ?? [];
  return offset === undefined ? undefined : { offset: Number(offset), length: Number(length) };
}
