import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Registration } from '../../shared/protocol/commands/session.ts';
import type { ReceiptSettings } from '../domain/receipt-policy.ts';
import { createRelay } from '../create-relay.ts';
import { makeDeviceToken } from '../handlers/auth/device-token.ts';
import { ScryptPasswordHasher } from '../handlers/auth/scrypt-password-hasher.ts';
import { openSqliteRelayStorage } from '../storage/sqlite/sqlite-relay-storage.ts';
import { listenWs, type WsServer } from '../transport/ws-server.ts';
import { systemClock, systemMakeId } from './system.ts';

export interface StartOptions {
  readonly dataFolder: string;
  readonly storageWorkerPath: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly registration: Registration;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly allowedOrigins: readonly string[];
  /** Per connection; a person's own client needs far less than the default. */
  readonly framesPerSecond?: number;
  /** How long a sender may edit and recall; 0 = never. */
  readonly editWindowMs?: number;
  readonly receipts?: ReceiptSettings;
  readonly logger: Logger;
  /** The storage has died; the relay is of no use any more and should end. */
  readonly onFailure: (error: AppError) => void;
}

/** A relay on its SQLite file and its port. */
export interface RunningRelay {
  readonly url: string;
  /** Drains: no new connections, open requests finish, clients are told 1001, writes are on disk. Idempotent. */
  close(): Promise<void>;
}

/** Time clients get to answer the close frame, at most. ms. */
const GOODBYE_MS = 2_500;

/** Opens storage and port and wires a relay between them. Rejects with a message fit for people; nothing stays open then. */
export async function startRelay(options: StartOptions): Promise<RunningRelay> {
  const { dataFolder, storageWorkerPath, name, registration, framesPerSecond, logger, onFailure } = options;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, 'relay.db');
  const storage = await openSqliteRelayStorage({ file, workerPath: storageWorkerPath, onFailure });
  const relay = createRelay({
    profile: { name, registration },
    storage,
    passwords: new ScryptPasswordHasher(),
    clock: systemClock,
    defer: setImmediate,
    makeId: systemMakeId,
    makeToken: makeDeviceToken,
    logger,
    ...(options.editWindowMs === undefined ? {} : { editWindowMs: options.editWindowMs }),
    ...(options.receipts ? { receiptSettings: options.receipts } : {}),
    ...(framesPerSecond === undefined
      ? {}
      : { sessionLimits: { framesPerSecond, frameBurst: 2 * framesPerSecond } }),
  });
  let draining = false;
  const startedAt = systemClock.monotonic();
  // How busy a relay is concerns nobody outside.
  const health = (isLocal: boolean) => ({
    ok: !draining,
    body: {
      status: draining ? 'draining' : 'ok',
      ...(isLocal && {
        uptimeSeconds: Math.floor((systemClock.monotonic() - startedAt) / 1_000),
        ...relay.stats(),
      }),
    },
  });

  let server: WsServer;
  try {
    server = await listenWs({
      host: options.host,
      port: options.port,
      ...(options.tls ? { tls: options.tls } : {}),
      admission: { allowedOrigins: options.allowedOrigins },
      onConnection: (connection) => relay.accept(connection),
      health,
      logger,
    });
  } catch (error) {
    await relay.close();
    await storage.close();
    throw cannotListen(error, options);
  }

  async function drain(): Promise<void> {
    draining = true;
    server.stopAccepting();
    await relay.close();
    await server.close(GOODBYE_MS);
    await storage.close();
    logger.info({}, 'relay stopped');
  }

  let closing: Promise<void> | undefined;
  logger.info({ url: server.url, dataFolder }, 'relay listening');
  return { url: server.url, close: () => (closing ??= drain()) };
}

function cannotListen(error: unknown, { host, port }: StartOptions): AppError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reason =
    code === 'EADDRINUSE'
      ? 'is in use by another program'
      : code === 'EACCES'
        ? 'needs more rights'
        : `cannot be had (${String(code ?? error)})`;
  return new AppError('unreachable', `port ${port} on ${host} ${reason}`, { cause: error });
}
