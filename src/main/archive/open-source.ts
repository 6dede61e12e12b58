import type { MessagePort } from 'node:worker_threads';
import { AppError } from '../../shared/errors.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { startRpcWorker } from '../store/rpc-worker.ts';
import type { ArchiveSource } from './archive-source.ts';

/** What the worker is started with. */
export interface ArchiveWorkerData {
  readonly folder: string;
  readonly me: UserId;
  readonly port: MessagePort;
}

/**
 * Reads an archive in a thread of its own: one line can take ten times as long to parse as the main thread may be held up. A thread that fails
 * rejects calls with `internal`; once it is closed they reject with `cancelled`.
 */
export function openSource(options: {
  readonly folder: string;
  readonly me: UserId;
  /** Path of the worker script: `archive-worker.ts`, or what the build made of it. */
  readonly workerPath: string;
}): ArchiveSource {
  const { workerPath, ...data } = options;
  const { worker, remote, exited, expectEnd } = startRpcWorker<ArchiveSource>(
    workerPath,
    'archive',
    data,
    new AppError('internal', 'the archive worker has ended'),
  );
  // Stays on: an error without a listener would end this process. What waits is rejected at its exit.
  worker.on('error', (cause) => expectEnd(new AppError('internal', 'the archive worker failed', { cause })));
  return {
    check: () => remote.check(),
    people: () => remote.people(),
    part: () => remote.part(),
    async close() {
      const closed = remote.close();
      expectEnd(new AppError('cancelled', 'the archive is closed'));
      // One that has died is closed.
      await closed.catch(() => undefined);
      await exited;
    },
  };
}
