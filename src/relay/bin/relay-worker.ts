import { join } from 'node:path';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { pino } from 'pino';
import * as z from 'zod';
import { AppError } from '../../shared/errors.ts';
import {
  RelayWorkerData,
  type RelayWorkerCommand,
  type RelayWorkerMessage,
} from '../../shared/relay-host.ts';
import { startRelay } from './start-relay.ts';

// Entry of the relay inside the client: its own thread, so that a busy team never stalls the host's window.

const Command: z.ZodType<RelayWorkerCommand> = z.object({ kind: z.literal('close') });

async function run(parent: MessagePort): Promise<void> {
  const say = (message: RelayWorkerMessage): void => parent.postMessage(message);
  // A close that comes before the relay is up waits for it; the port keeps the thread alive until then.
  const asked = new Promise<void>((resolve) => {
    parent.on('message', (message: unknown) => {
      if (Command.safeParse(message).success) resolve();
    });
  });
  try {
    const { consoleFolder, tls, ...data } = RelayWorkerData.parse(workerData);
    const relay = await startRelay({
      ...data,
      // What reaches beyond this computer can be found there.
      ...(tls && { tls, announce: true }),
      registration: 'open',
      // The host is the first one in.
      firstAdministers: true,
      administration: { fixed: {}, backupFolder: join(data.dataFolder, 'backups'), consoleFolder },
      allowedOrigins: [],
      // The thread shares stdout with the client, whose log this joins.
      logger: pino({ level: 'warn', base: { part: 'relay' } }),
      // Unhandled, it ends the thread, and the client hears of it.
      onFailure: (error) => {
        throw error;
      },
    });
    say({ kind: 'listening', url: relay.url, fingerprint: relay.fingerprint });
    await asked;
    await relay.close();
  } catch (error) {
    const { code, message } = AppError.from(error);
    say({ kind: 'failed', code, message });
  }
  parent.close();
}

if (!parentPort) throw new AppError('internal', 'must run in a worker thread');
void run(parentPort);
