import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { RelayStorage } from '../port.ts';
import { callCore, relayStorageOver } from '../relay-storage-core.ts';
import { MemoryRelayCore } from './memory-relay-core.ts';

/** A storage without a disk, for tests and simulations. Give it the core of a closed one to "restart" on the same data. */
export function openMemoryRelayStorage(
  core: MemoryRelayCore = new MemoryRelayCore(randomUUID()),
): RelayStorage {
  core.begin(randomUUID());
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
