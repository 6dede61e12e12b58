import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import { Fingerprint } from '../../shared/model/fingerprint.ts';
import type { RelayWorkerCommand, RelayWorkerData, RelayWorkerMessage } from '../../shared/relay-host.ts';

/** Longest time the relay may take to open its database and its port, and to drain; ms. */
const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 5_000;

// Compiled by the checker against the union that the worker uses.
const Message: z.ZodType<RelayWorkerMessage> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('listening'), url: z.string(), fingerprint: Fingerprint.optional() }),
  z.object({ kind: z.literal('failed'), code: ErrorCode, message: z.string() }),
]);

/** A relay running in a worker thread of this process. */
export interface WorkerRelay {
  /** Address clients connect to. */
  readonly url: string;
  /** Of its certificate, where it has TLS. */
  readonly fingerprint: Fingerprint | undefined;
  /** Drains and ends it, by force after 5 s. Idempotent. */
  stop(): Promise<void>;
  /** Resolves when it has ended by itself or by `stop`. */
  readonly ended: Promise<void>;
}

/** Resolves once the relay listens; rejects with what the relay says, `unreachable` when it ends, and `timeout` after 20 s. */
export async function startWorkerRelay(
  workerPath: string,
  data: RelayWorkerData,
  clock: Clock,
): Promise<WorkerRelay> {
  const worker = new Worker(workerPath, { workerData: data });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const { url, fingerprint } = await listening(worker, clock).catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });

  let stopping: Promise<void> | undefined;
  async function stop(): Promise<void> {
    const force = clock.schedule(STOP_LIMIT_MS, () => void worker.terminate());
    worker.postMessage({ kind: 'close' } satisfies RelayWorkerCommand);
    await ended;
    force();
  }

  return { url, fingerprint, ended, stop: () => (stopping ??= stop()) };
}

function listening(
  worker: Worker,
  clock: Clock,
): Promise<{ readonly url: string; readonly fingerprint?: Fingerprint | undefined }> {
  return new Promise((resolve, reject) => {
    const fail = (code: ErrorCode, message: string, cause?: unknown): void => {
      limit();
      reject(new AppError(code, message, { cause }));
    };
    const limit = clock.schedule(START_LIMIT_MS, () => fail('timeout', 'the relay did not start in time'));
    worker.on('error', (error) => fail('unreachable', 'the relay failed', error));
    worker.once('exit', () => fail('unreachable', 'the relay ended'));
    worker.on('message', (received: unknown) => {
      const message = Message.safeParse(received);
      if (!message.success) return;
      if (message.data.kind === 'failed') fail(message.data.code, message.data.message);
      else {
        limit();
        resolve(message.data);
      }
    });
  });
}
