import { createArchiveReader } from './archive-reader.ts';
import type { StoreSnapshot } from './archive-port.ts';
import type { StoreKey } from './cipher.ts';
import { openForReading } from './database.ts';
import { startStoreWorker } from './store-worker.ts';

/**
 * Opens the file of a store that is open, once more and in a worker of its own. Rejects as opening does (`store_failed`,
 * `store_locked`); its calls reject with `cancelled` once it is closed.
 */
export async function openSnapshot(options: {
  readonly file: string;
  readonly key?: StoreKey;
  /** As the store's. */
  readonly workerPath: string;
}): Promise<StoreSnapshot> {
  const { file, key, workerPath } = options;
  const worker = await startStoreWorker<Omit<StoreSnapshot, 'close'>>(
    workerPath,
    { role: 'snapshot', file, key },
    Promise.resolve(),
  );
  const { remote } = worker;
  return {
    entries: () => remote.entries(),
    conversation: (id) => remote.conversation(id),
    items: (id, after) => remote.items(id, after),
    unsent: (id, skip) => remote.unsent(id, skip),
    channels: () => remote.channels(),
    announcements: (id, after) => remote.announcements(id, after),
    people: (users) => remote.people(users),
    sizes: () => remote.sizes(),
    // A long read must not keep whoever has given up from going on.
    close: () => worker.terminate(),
  };
}

/** The same in the caller's thread, for tests. */
export function openSnapshotInThread(file: string): StoreSnapshot {
  const db = openForReading(file);
  const reader = createArchiveReader(db);
  return {
    entries: () => Promise.resolve(reader.entries()),
    conversation: (id) => Promise.resolve(reader.conversation(id)),
    items: (id, after) => Promise.resolve(reader.items(id, after)),
    unsent: (id, skip) => Promise.resolve(reader.unsent(id, skip)),
    channels: () => Promise.resolve(reader.channels()),
    announcements: (id, after) => Promise.resolve(reader.announcements(id, after)),
    people: (users) => Promise.resolve(reader.people(users)),
    sizes: () => Promise.resolve(reader.sizes()),
    close() {
      db.close();
      return Promise.resolve();
    },
  };
}
