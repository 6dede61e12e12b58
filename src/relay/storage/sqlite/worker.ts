import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { serveRpc } from '../../../shared/rpc/rpc.ts';
import { openCore, type OpenCore } from './open-core.ts';
import type { StorageWorkerApi } from './storage-worker-api.ts';

// Entry of the storage's worker thread: SQLite waits for the disk here, not where the sockets are.

const { file } = z.object({ file: z.string() }).parse(workerData);
const port = parentPort;
if (!port) throw new AppError('internal', 'must run in a worker thread');

let core: OpenCore | undefined;

function opened(): OpenCore {
  if (!core) throw new AppError('internal', 'not open');
  return core;
}

serveRpc<StorageWorkerApi>(
  {
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
  },
  {
    open: () => void (core = openCore(file)),
    run: (calls) => opened().run(calls),
    snapshot: (target) => opened().snapshot(target),
    close: async () => {
      await opened().close();
      // The answer goes out first.
      setImmediate(() => port.close());
    },
  },
);
