import type { RelayStorage } from '../port.ts';
import type { StorageArgs, StorageMethod, StorageResult } from '../relay-storage-core.ts';

/** Calls the port by name. */
export function callPort<M extends StorageMethod>(
  port: Omit<RelayStorage, 'close'>,
  method: M,
  args: StorageArgs<M>,
): Promise<StorageResult<M>> {
  // The compiler does not see that the arguments of one method of the union belong to that same method.
  const run = port[method] as (...args: StorageArgs<M>) => Promise<StorageResult<M>>;
  return run.apply(port, args);
}
