import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { RelayStorage } from '../port.ts';
import { callCore, relayStorageOver } from '../relay-storage-core.ts';
import { createMemoryRelayCore } from './memory-relay-core.ts';
import { MemoryTables } from './memory-tables.ts';

/** A storage without a disk, for tests and simulations. Give it the tables of a closed one to "restart" on the same data. */
export function openMemoryRelayStorage(tables: MemoryTables = new MemoryTables(randomUUID())): RelayStorage {
  tables.begin(randomUUID());
  const core = createMemoryRelayCore(tables);
  let open = true;
  return relayStorageOver(
    (method, args) =>
      new Promise((resolve) => {
        if (!open) throw new AppError('shutting_down');
        resolve(callCore(core, method, args));
      }),
    () => {
      open = false;
      return Promise.resolve();
    },
  );
}
