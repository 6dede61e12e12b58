import type { ArchiveSource } from '../archive/archive-source.ts';
import type { StoreSnapshot } from '../store/archive-port.ts';

/** What an engine may do on the disk beside its store and its files. */
export interface EngineDisk {
  /** The store as it is now. */
  readonly openSnapshot: () => Promise<StoreSnapshot>;
  /** The archive of a folder, as its account imports it. */
  readonly openSource: (folder: string) => ArchiveSource;
  /** Bytes that this user may still write where the store is. */
  readonly free: () => Promise<number>;
}
