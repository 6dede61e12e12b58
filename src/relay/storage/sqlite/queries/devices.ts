import type Database from 'better-sqlite3';
import type { DeviceId } from '../../../../shared/model/ids.ts';
import type { Device } from '../../port.ts';

/** Signed-in devices. */
export interface DeviceQueries {
  insert(device: Device, account: number): void;
  byTokenHash(tokenHash: string): Device | undefined;
  delete(device: DeviceId): void;
}

export function prepareDevices(database: Database.Database): DeviceQueries {
  const insert = database.prepare<[DeviceId, number, string, string, number]>(
    'INSERT INTO device (id, account, name, token_hash, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const byTokenHash = database.prepare<[string], Device>(
    `SELECT d.id, a.id AS user, d.name, d.token_hash AS tokenHash, d.created_at AS createdAt
     FROM device d JOIN account a ON a.key = d.account WHERE d.token_hash = ?`,
  );
  const remove = database.prepare<[DeviceId]>('DELETE FROM device WHERE id = ?');
  return {
    insert: ({ id, name, tokenHash, createdAt }, account) =>
      void insert.run(id, account, name, tokenHash, createdAt),
    byTokenHash: (tokenHash) => byTokenHash.get(tokenHash),
    delete: (device) => void remove.run(device),
  };
}
