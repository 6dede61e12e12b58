import type { Readable } from 'node:stream';

/** A part of a content: bytes `start … end`, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A content as it lies in the store. */
export interface StoredBlob {
  readonly hash: string;
  /** Since it was taken over; ms. */
  readonly ageMs: number;
}

/**
 * Where the bytes of files lie, each content once, under its SHA-256 (base64url without padding). Whose they are and who may have
 * them is the storage's business. Adapters pass the suite in test/contract/blob-store.
 */
export interface BlobStore {
  /**
   * Takes a file over as the content `hash`, which the caller has computed from bytes that are flushed to the disk. When
   * it resolves, the content is there, whatever is killed from then on, and the file is gone. Both are so already when the content was
   * there before, or when it is done again after a kill. Several may bring the same content at once.
   */
  adopt(path: string, hash: string): Promise<void>;
  /** `undefined`: there is no such content. */
  size(hash: string): Promise<number | undefined>;
  /** The bytes of the range, or all; the stream ends with an error when they cannot be read. */
  read(hash: string, range?: ByteRange): Readable;
  /** Unknown ones are ignored. */
  remove(hashes: readonly string[]): Promise<void>;
  /** Removes what was left behind, at least a day ago, when something here was cut off. */
  tidy(): Promise<void>;
  /** Everything, in steps: part `0 … BLOB_PARTS - 1`. */
  list(part: number): Promise<readonly StoredBlob[]>;
}

/** Into how many parts `list` divides the store. */
export const BLOB_PARTS = 64;
