import type Database from 'better-sqlite3';
import type { DeviceId } from '../../../../shared/model/ids.ts';
import type { Device, SeenDevice } from '../../device-port.ts';

/** Signed-in devices. */
export interface DeviceQueries {
  insert(device: Device, account: number): void;
  has(device: DeviceId): boolean;
  /** Key of its account; `undefined`: it is signed out. */
  account(device: DeviceId): number | undefined;
  /** Only of the account. */
  nameOf(account: number, device: DeviceId): string | undefined;
  byTokenHash(tokenHash: string): Device | undefined;
  /** The most recently seen first. */
  ofAccount(account: number, limit: number): SeenDevice[];
  touch(device: DeviceId, at: number): void;
  delete(device: DeviceId): void;
  /** Only if it is the account's. Returns whether it was. */
  deleteOf(account: number, device: DeviceId): boolean;
  /** All of the account but `keep`; returns them. */
  deleteAll(account: number, keep: DeviceId | undefined): DeviceId[];
}

export function prepareDevices(database: Database.Database): DeviceQueries {
  const insert = database.prepare<[DeviceId, number, string, string, number]>(
    'INSERT INTO device (id, account, name, token_hash, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const has = database.prepare<[DeviceId], number>('SELECT 1 FROM device WHERE id = ?').pluck();
  const account = database.prepare<[DeviceId], number>('SELECT account FROM device WHERE id = ?').pluck();
  const nameOf = database
    .prepare<[DeviceId, number], string>('SELECT name FROM device WHERE id = ? AND account = ?')
    .pluck();
  const byTokenHash = database.prepare<[string], Device>(
    `SELECT d.id, a.id AS user, d.name, d.token_hash AS tokenHash, d.created_at AS createdAt
     FROM device d JOIN account a ON a.key = d.account WHERE d.token_hash = ?`,
  );
  const ofAccount = database.prepare<[number, number], SeenDevice>(
    `SELECT id, name, created_at AS createdAt, coalesce(last_seen_at, created_at) AS lastSeenAt
     FROM device WHERE account = ? ORDER BY lastSeenAt DESC, id LIMIT ?`,
  );
  const touch = database.prepare<[number, DeviceId]>('UPDATE device SET last_seen_at = ? WHERE id = ?');
  const remove = database.prepare<[DeviceId]>('DELETE FROM device WHERE id = ?');
  const removeOf = database.prepare<[DeviceId, number]>('DELETE FROM device WHERE id = ? AND account = ?');
  const removeAll = database
    .prepare<[number, string], DeviceId>('DELETE FROM device WHERE account = ? AND id <> ? RETURNING id')
    .pluck();
  return {
    insert: ({ id, name, tokenHash, createdAt }, account) =>
      void insert.run(id, account, name, tokenHash, createdAt),
    has: (device) => has.get(device) !== undefined,
    account: (device) => account.get(device),
    nameOf: (account, device) => nameOf.get(device, account),
    byTokenHash: (tokenHash) => byTokenHash.get(tokenHash),
    ofAccount: (account, limit) => ofAccount.all(account, limit),
    touch: (device, at) => void touch.run(at, device),
    delete: (device) => void remove.run(device),
    deleteOf: (account, device) => removeOf.run(device, account).changes > 0,
    deleteAll: (account, keep) => removeAll.all(account, keep ?? ''),
  };
}
