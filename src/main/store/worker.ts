import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../shared/errors.ts';
import { serveRpc } from '../../shared/rpc/rpc.ts';
import { openDatabase, openForReading } from './database.ts';
import type { ReadableStore } from './port.ts';
import { createReader } from './reader.ts';
import type { Sync } from './sync-api.ts';
import { type StoreWorkerData, type StoreWorkerReady, toRpcPort, type WorkerEnd } from './worker-protocol.ts';
import { createWriter, type Writer } from './writer.ts';

// Entry of both workers; `openStore` starts them and trusts what it gave them.
const data = workerData as StoreWorkerData;

function ready(message: StoreWorkerReady): void {
  parentPort?.postMessage(message);
}

/** Opens and serves one half; returns where a damaged file went. */
function serve(): string | null {
  const { port } = data;
  if (data.role === 'reader') {
    const db = openForReading(data.file, data.key);
    serveRpc<Sync<ReadableStore> & WorkerEnd>(toRpcPort(port), {
      ...createReader(db),
      close() {
        db.close();
        setImmediate(() => port.close());
      },
    });
    return null;
  }
  const { db, quarantined } = openDatabase({ ...data, durability: 'power' });
  const writer = createWriter(db, data.me);
  serveRpc<Writer>(toRpcPort(port), {
    ...writer,
    close() {
      writer.close();
      // The answer is posted first; without its port the worker ends.
      setImmediate(() => port.close());
    },
  });
  return quarantined;
}

// The scripts of both workers load side by side; the reader opens the file when the writer has made it.
parentPort?.once('message', () => {
  try {
    ready({ kind: 'ready', quarantined: serve() });
  } catch (error) {
    ready({ kind: 'failed', error: AppError.from(error).toBody() });
    data.port.close();
  }
});
