import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../shared/errors.ts';
import { serveRpc } from '../../shared/rpc/rpc.ts';
import type { StoreSnapshot } from './archive-port.ts';
import { createArchiveReader } from './archive-reader.ts';
import { checkInSteps } from './check-in-steps.ts';
import type { StoreKey } from './cipher.ts';
import { openDatabase, openForReading } from './database.ts';
import type { ReadableStore } from './port.ts';
import { createReader } from './reader.ts';
import { toStoreError } from './sqlite-errors.ts';
import type { Sync } from './sync-api.ts';
import { type StoreWorkerData, type StoreWorkerReady, toRpcPort, type WorkerEnd } from './worker-protocol.ts';
import { createWriter, type Writer } from './writer.ts';

// Entry of both workers; `openStore` starts them and trusts what it gave them.
const data = workerData as StoreWorkerData;

function ready(message: StoreWorkerReady): void {
  parentPort?.postMessage(message);
}

/** Opens and serves one half. */
function serve(data: Exclude<StoreWorkerData, { readonly role: 'checker' }>): StoreWorkerReady {
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
    return { kind: 'ready', quarantined: null, unchecked: false };
  }
  if (data.role === 'snapshot') {
    const db = openForReading(data.file, data.key);
    serveRpc<Sync<Omit<StoreSnapshot, 'close'>> & WorkerEnd>(toRpcPort(port), {
      ...createArchiveReader(db),
      close() {
        db.close();
        setImmediate(() => port.close());
      },
    });
    return { kind: 'ready', quarantined: null, unchecked: false };
  }
  const { db, ...opened } = openDatabase({ ...data, durability: 'power' });
  const writer = createWriter(db, data.me, data.key);
  serveRpc<Writer>(toRpcPort(port), {
    ...writer,
    close() {
      writer.close();
      // The answer is posted first; without its port the worker ends.
      setImmediate(() => port.close());
    },
  });
  return { kind: 'ready', ...opened };
}

/** Ends when it has answered. */
async function check(file: string, key: StoreKey): Promise<StoreWorkerReady> {
  const db = openForReading(file, key);
  try {
    // Between the steps it can be ended.
    const steps = checkInSteps(db);
    while (!steps.next().done) await new Promise((resolve) => setImmediate(resolve));
    return { kind: 'ready', quarantined: null, unchecked: false };
  } catch (error) {
    throw toStoreError(error);
  } finally {
    db.close();
  }
}

function fail(error: unknown): void {
  ready({ kind: 'failed', error: AppError.from(error).toBody() });
}

if (data.role === 'checker') {
  check(data.file, data.key).then(ready, fail);
} else {
  const half = data;
  // The scripts of both workers load side by side; the reader opens the file when the writer has made it.
  parentPort?.once('message', () => {
    try {
      ready(serve(half));
    } catch (error) {
      fail(error);
      half.port.close();
    }
  });
}
