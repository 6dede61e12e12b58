import { workerData } from 'node:worker_threads';
import { serveRpc } from '../../shared/rpc/rpc.ts';
import { toRpcPort } from '../store/worker-protocol.ts';
import { type ArchiveSource, createArchiveSource } from './archive-source.ts';
import type { ArchiveWorkerData } from './open-source.ts';

// Entry of the worker; `openSource` starts it and trusts what it gave it.
const { folder, me, port } = workerData as ArchiveWorkerData;
const source = createArchiveSource(folder, me, { monotonic: () => performance.now() });

serveRpc<ArchiveSource>(toRpcPort(port), {
  ...source,
  async close() {
    await source.close();
    // The answer is posted first; without its port the worker ends.
    setImmediate(() => port.close());
  },
});
