import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../../src/relay/storage/sqlite/database.ts';
import { openSqliteRelayStorage } from '../../../../../src/relay/storage/sqlite/sqlite-relay-storage.ts';
import type { AppError } from '../../../../../src/shared/errors.ts';
import { temporaryFile } from '../../../../contract/relay-storage/temporary-file.ts';
import { workerScript } from '../../../../support/worker-scripts.ts';

describe('SQLite storage in a worker', () => {
  it('rejects open and later calls with internal when the worker dies, and says so once', async () => {
    const { file, remove } = temporaryFile();
    const failures: AppError[] = [];
    const storage = await openSqliteRelayStorage({
      file,
      workerPath: workerScript('storage-that-dies'),
      onFailure: (error) => failures.push(error),
    });
    const outcomes = await Promise.allSettled([storage.position(), storage.relayId()]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'internal' } });
    await expect(storage.position()).rejects.toMatchObject({ code: 'internal' });
    expect(failures.map(({ code }) => code)).toEqual(['internal']);
    await storage.close();
    expect(failures.length).toBe(1);
    remove();
  });

  it('does not open what cannot be opened, and tells why', async () => {
    const { file, remove } = temporaryFile();
    const failures: AppError[] = [];
    const onFailure = (error: AppError): void => void failures.push(error);
    const options = { workerPath: workerScript('relay-storage'), onFailure };
    const nowhere = join(file, 'nowhere', 'relay.db');
    await expect(openSqliteRelayStorage({ ...options, file: nowhere })).rejects.toMatchObject({
      code: 'internal',
    });
    const database = openDatabase(file);
    database.pragma('user_version = 9999');
    database.close();
    await expect(openSqliteRelayStorage({ ...options, file })).rejects.toMatchObject({ code: 'store_newer' });
    expect(failures).toEqual([]);
    remove();
  });

  it('closes without a failure, and twice', async () => {
    const { file, remove } = temporaryFile();
    const failures: AppError[] = [];
    const storage = await openSqliteRelayStorage({
      file,
      workerPath: workerScript('relay-storage'),
      onFailure: (error) => failures.push(error),
    });
    await Promise.all([storage.close(), storage.close()]);
    await storage.close();
    expect(failures).toEqual([]);
    remove();
  });
});
