import { openMemoryRelayStorage } from '../../src/relay/storage/memory/memory-relay-storage.ts';
import type { RelayStorage } from '../../src/relay/storage/port.ts';
import { openSqliteRelayStorageInThread } from '../../src/relay/storage/sqlite/sqlite-storage-in-thread.ts';

export type OpenStorage = () => RelayStorage;

/** Empty storages of every kind that a test can afford by the hundred, for `describe.each`. */
export const STORAGES: readonly { readonly name: string; readonly open: OpenStorage }[] = [
  { name: 'memory', open: () => openMemoryRelayStorage() },
  { name: 'SQLite', open: () => openSqliteRelayStorageInThread({ file: ':memory:' }) },
];
