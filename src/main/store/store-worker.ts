import { Worker } from 'node:worker_threads';
import { AppError } from '../../shared/errors.ts';
import type { Remote } from '../../shared/rpc/rpc.ts';
import type { StoreKey } from './cipher.ts';
import type { OpenedDatabase } from './database.ts';
import { startRpcWorker } from './rpc-worker.ts';
import type { StoreWorkerData, StoreWorkerReady, WorkerEnd } from './worker-protocol.ts';

type WithoutPort<T> = T extends { port: unknown } ? Omit<T, 'port'> : never;

/** A running worker and the half of the store it serves. */
export interface StoreWorker<T extends object> {
  readonly remote: Remote<T>;
  /** Rejects with `store_failed` when the worker ends without having been asked to. */
  readonly alive: Promise<never>;
  /** How the file was. */
  readonly opened: Pick<OpenedDatabase, 'quarantined' | 'unchecked'>;
  /** Resolves when the calls before it are answered, the file is closed and the worker has ended. */
  close(): Promise<void>;
  /** Ends the worker wherever it is; open calls reject with `cancelled`. */
  terminate(): Promise<void>;
}

/**
 * Starts a worker, which opens the file once `mayOpen` resolves. Rejects with the error of opening, or of `mayOpen`; calls to
 * a worker that died reject with `store_failed`.
 */
export async function startStoreWorker<T extends object>(
  workerPath: string,
  data: WithoutPort<StoreWorkerData>,
  mayOpen: Promise<unknown>,
): Promise<StoreWorker<T>> {
  const { worker, remote, exited, expectEnd } = startRpcWorker<T & WorkerEnd>(
    workerPath,
    `store-${data.role}`,
    data,
    new AppError('store_failed', 'the store worker has ended'),
  );
  const answered = new Promise<StoreWorkerReady>((resolve, reject) => {
    // Stays on: an error without a listener would end this process.
    worker.on('error', (cause) => reject(new AppError('store_failed', 'the store worker failed', { cause })));
    worker.once('message', resolve);
    worker.once('exit', () => reject(new AppError('store_failed', 'the store worker did not start')));
  });
  // It may fail before anybody waits for it.
  answered.catch(() => undefined);
  const opened = await mayOpen
    .then(() => {
      worker.postMessage('open');
      return answered;
    })
    .catch(async (error: unknown) => {
      await worker.terminate();
      throw error;
    });
  if (opened.kind === 'failed') {
    await exited;
    throw AppError.fromBody(opened.error);
  }
  let expected = false;
  const expect = (): void => {
    expected = true;
    expectEnd(new AppError('cancelled', 'the store is closed'));
  };
  const alive = new Promise<never>((_resolve, reject) => {
    void exited.then(() => {
      if (!expected) reject(new AppError('store_failed', 'the store worker has ended'));
    });
  });
  // Whoever does not ask does not hear of it.
  alive.catch(() => undefined);
  return {
    // `close` is for this file alone.
    remote,
    opened,
    alive,
    async close() {
      expect();
      await (remote as Remote<WorkerEnd>).close();
      await exited;
    },
    async terminate() {
      expect();
      await worker.terminate();
    },
  };
}

/** A check of the whole file that goes on beside everything else. */
export interface FileCheck {
  /** Resolves when the file has been found sound, or the check was ended; rejects with `store_damaged`. */
  readonly done: Promise<void>;
  end(): Promise<void>;
}

/** Starts checking a file that is in use. A check that cannot be made is no damage. */
export function startFileCheck(workerPath: string, file: string, key: StoreKey): FileCheck {
  const data: StoreWorkerData = { role: 'checker', file, key };
  const worker = new Worker(workerPath, { workerData: data, name: 'store-checker' });
  const done = new Promise<void>((resolve, reject) => {
    worker.once('message', (answer: StoreWorkerReady) => {
      if (answer.kind === 'failed' && answer.error.code === 'store_damaged')
        reject(AppError.fromBody(answer.error));
      else resolve();
    });
    worker.on('error', () => resolve());
    worker.once('exit', () => resolve());
  });
  return {
    done,
    async end() {
      await worker.terminate();
    },
  };
}
