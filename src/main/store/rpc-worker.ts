import { MessageChannel, Worker } from 'node:worker_threads';
import type { AppError } from '../../shared/errors.ts';
import { createRpcClient, type Remote } from '../../shared/rpc/rpc.ts';
import { toRpcPort } from './worker-protocol.ts';

/** A worker thread that serves an API over a port of its own. */
export interface RpcWorker<T extends object> {
  readonly worker: Worker;
  readonly remote: Remote<T>;
  /** Resolves when the thread has ended; open calls are rejected by then. */
  readonly exited: Promise<void>;
  /** From now on, what its end rejects calls with. */
  readonly expectEnd: (reason: AppError) => void;
}

/** Starts it with `data` and its `port`. Until `expectEnd` its end rejects open and later calls with `unexpected`. */
export function startRpcWorker<T extends object>(
  path: string,
  name: string,
  data: object,
  unexpected: AppError,
): RpcWorker<T> {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(path, { workerData: { ...data, port: port2 }, transferList: [port2], name });
  const calls = createRpcClient<T>(toRpcPort(port1));
  let reason = unexpected;
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      calls.close(reason);
      port1.close();
      resolve();
    });
  });
  return {
    worker,
    remote: calls.remote,
    exited,
    expectEnd: (expected) => void (reason = expected),
  };
}
