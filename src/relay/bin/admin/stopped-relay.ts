import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { SILENT_LOGGER } from '../../../shared/logger.ts';
import type { AdminDesk } from '../../admin/desk.ts';
import { BackupKeeper } from '../../backup/backup-keeper.ts';
import { DATABASE } from '../../backup/manifest.ts';
import { createRelay } from '../../create-relay.ts';
import { makeRandomToken } from '../../handlers/auth/token.ts';
import { ScryptPasswordHasher } from '../../handlers/auth/scrypt-password-hasher.ts';
import { openSqliteRelayStorage } from '../../storage/sqlite/sqlite-relay-storage.ts';
import { systemChance, systemClock, systemMakeId } from '../system.ts';

/** A relay without a port, for what administrators do while it is stopped: the same rules, and nobody is connected. */
export interface StoppedRelay {
  readonly desk: AdminDesk;
  /** The data is nobody's then. Idempotent. */
  close(): Promise<void>;
}

/** Rejects with `store_failed` while a running relay has the data. */
export async function openStoppedRelay(dataFolder: string, storageWorkerPath: string): Promise<StoppedRelay> {
  const storage = await openSqliteRelayStorage({
    file: join(dataFolder, DATABASE),
    workerPath: storageWorkerPath,
    onFailure: (error) => {
      throw new AppError('store_failed', error.message, { cause: error });
    },
  });
  const relay = createRelay({
    // What the configuration says is not known here, and nobody can connect.
    profile: { name: 'Yidu relay', registration: 'open' },
    administration: {
      fixed: {},
      stored: await storage.storedPolicies(),
      backups: new BackupKeeper({
        snapshot: (file) => storage.snapshot(file),
        dataFolder,
        folder: join(dataFolder, 'backups'),
        clock: systemClock,
        makeSuffix: () => randomBytes(6).toString('hex'),
      }),
    },
    storage,
    passwords: new ScryptPasswordHasher(),
    clock: systemClock,
    defer: setImmediate,
    makeId: systemMakeId,
    makeToken: makeRandomToken,
    chance: systemChance,
    logger: SILENT_LOGGER,
  });
  async function end(): Promise<void> {
    await relay.close();
    await storage.close();
  }
  let closing: Promise<void> | undefined;
  return { desk: relay.desk, close: () => (closing ??= end()) };
}
