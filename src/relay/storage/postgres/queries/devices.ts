import type { DeviceId } from '../../../../shared/model/ids.ts';
import type { Device, SeenDevice } from '../../device-port.ts';
import type { Session } from '../session.ts';

/** Signed-in devices. */
export interface DeviceQueries {
  insert(device: Device, account: number): Promise<void>;
  has(device: DeviceId): Promise<boolean>;
  /** Keys of their accounts; without those that are signed out. */
  accounts(devices: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, number>>;
  /** Only of the account. */
  nameOf(account: number, device: DeviceId): Promise<string | undefined>;
  byTokenHash(tokenHash: string): Promise<Device | undefined>;
  /** The most recently seen first. */
  ofAccount(account: number, limit: number): Promise<SeenDevice[]>;
  touch(device: DeviceId, at: number): Promise<void>;
  delete(device: DeviceId): Promise<void>;
  /** Only if it is the account's. Returns whether it was. */
  deleteOf(account: number, device: DeviceId): Promise<boolean>;
  /** All of the account but `keep`; returns them. */
  deleteAll(account: number, keep: DeviceId | undefined): Promise<DeviceId[]>;
}

export function prepareDevices(session: Session): DeviceQueries {
  const insert = session.prepare<[DeviceId, number, string, string, number]>(
    'INSERT INTO device (id, account, name, token_hash, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const has = session.prepare<[DeviceId], number>('SELECT 1 FROM device WHERE id = ?').pluck();
  const accounts = session
    .prepare<[readonly DeviceId[]], [DeviceId, number]>(
      'SELECT id, account FROM device WHERE id = ANY (?::uuid[])',
    )
    .raw();
  const nameOf = session
    .prepare<[DeviceId, number], string>('SELECT name FROM device WHERE id = ? AND account = ?')
    .pluck();
  const byTokenHash = session.prepare<[string], Device>(
    `SELECT d.id, a.id AS "user", d.name, d.token_hash AS "tokenHash", d.created_at AS "createdAt"
     FROM device d JOIN account a ON a.key = d.account WHERE d.token_hash = ?`,
  );
  const ofAccount = session.prepare<[number, number], SeenDevice>(
    `SELECT id, name, created_at AS "createdAt", coalesce(last_seen_at, created_at) AS "lastSeenAt"
     FROM device WHERE account = ? ORDER BY "lastSeenAt" DESC, id LIMIT ?`,
  );
  const touch = session.prepare<[number, DeviceId]>('UPDATE device SET last_seen_at = ? WHERE id = ?');
  const remove = session.prepare<[DeviceId]>('DELETE FROM device WHERE id = ?');
  const removeOf = session.prepare<[DeviceId, number]>('DELETE FROM device WHERE id = ? AND account = ?');
  const removeAll = session
    .prepare<[number, DeviceId | null], DeviceId>(
      'DELETE FROM device WHERE account = ? AND id IS DISTINCT FROM ?::uuid RETURNING id',
    )
    .pluck();
  return {
    insert: ({ id, name, tokenHash, createdAt }, account) =>
      insert.run(id, account, name, tokenHash, createdAt),
    has: async (device) => (await has.get(device)) !== undefined,
    accounts: async (devices) => new Map(await accounts.all(devices)),
    nameOf: (account, device) => nameOf.get(device, account),
    byTokenHash: (tokenHash) => byTokenHash.get(tokenHash),
    ofAccount: (account, limit) => ofAccount.all(account, limit),
    touch: (device, at) => touch.run(at, device),
    delete: (device) => remove.run(device),
    deleteOf: async (account, device) => (await removeOf.changes(device, account)) > 0,
    deleteAll: (account, keep) => removeAll.all(account, keep ?? null),
  };
}
