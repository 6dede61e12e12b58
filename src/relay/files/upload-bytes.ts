import type { Readable } from 'node:stream';
import type { FileId } from '../../shared/model/ids.ts';

/** All bytes of an upload in one file of the disk on which contents arrive. Nothing changes it any more; the caller may take it away. */
export interface GatheredFile {
  readonly path: string;
  /** The caller is done with it, and may not have taken it away. */
  release(): Promise<void>;
}

/** Where the bytes of uploads lie until the last one has come. Whose they are is the storage's business. */
export interface UploadBytes {
  /** Makes room for an upload that begins. */
  create(file: FileId): Promise<void>;
  /** How many bytes from its beginning have come; `undefined`: there is no room for it. */
  offset(file: FileId): Promise<number | undefined>;
  /**
   * Keeps what comes from `offset` on, which is where the upload stands, until the stream ends. Resolves with where it stands then.
   * When it rejects, or is killed, the upload stands anywhere between the two.
   */
  append(file: FileId, offset: number, bytes: Readable): Promise<number>;
  /** `undefined`: of its `size` bytes some are missing. */
  gather(file: FileId, size: number): Promise<GatheredFile | undefined>;
  /** Nothing is left of it. Again it does nothing. */
  discard(file: FileId): Promise<void>;
  /** Uploads that something is kept of, in the order of their ids: at most `limit` of those behind `after`. */
  list(after: string, limit: number): Promise<readonly FileId[]>;
}
