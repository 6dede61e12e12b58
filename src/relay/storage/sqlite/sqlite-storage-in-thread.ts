import { AppError } from '../../../shared/errors.ts';
import type { RelayStorage } from '../port.ts';
import { relayStorageOver } from '../relay-storage-core.ts';
import { GroupCommit } from '../group-commit.ts';
import { openCore } from './open-core.ts';

/**
 * A relay's SQLite file with the batches of `openSqliteRelayStorage`, but in the calling thread, which waits for the disk: for simulations, benches and tools.
 * A batch is what is called before the next microtask runs.
 */
export function openSqliteRelayStorageInThread(options: { readonly file: string }): RelayStorage {
  const core = openCore(options.file);
  const calls = new GroupCommit((batch) => Promise.resolve(core.run(batch)), queueMicrotask);
  let closed = false;
  return relayStorageOver(
    (method, args) => calls.call(method, args),
    async () => {
      await calls.end(new AppError('shutting_down'));
      const first = !closed;
      closed = true;
      if (first) await core.close();
    },
  );
}
