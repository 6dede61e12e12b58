import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { timelines } from '../../../../../../src/relay/storage/sqlite/migrations/010-timelines.ts';
import { rolesAndInvites } from '../../../../../../src/relay/storage/sqlite/migrations/030-roles-and-invites.ts';
import { migrate } from '../../../../../../src/relay/storage/sqlite/migrations/migrate.ts';
import { prepareAccounts } from '../../../../../../src/relay/storage/sqlite/queries/accounts.ts';
import { prepareDevices } from '../../../../../../src/relay/storage/sqlite/queries/devices.ts';
import { DeviceId, UserId } from '../../../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../../../support/seeded-random.ts';

describe('migration 30', () => {
  it('keeps the accounts and devices of an older file, none of them given up or seen since', () => {
    const makeId = seededIds(30);
    const user = UserId.parse(makeId());
    const device = DeviceId.parse(makeId());
    const database = new Database(':memory:');
    database.exec(timelines.sql);
    database.pragma(`user_version = ${timelines.version}`);
    database
      .prepare(
        `INSERT INTO account (id, name, display_name, password_hash, created_at) VALUES (?, 'anna', 'Anna', 'h', 1)`,
      )
      .run(user);
    database
      .prepare(
        `INSERT INTO device (id, account, name, token_hash, created_at) VALUES (?, 1, 'Laptop', 'token', 2)`,
      )
      .run(device);

    migrate(database);
    expect(Number(database.pragma('user_version', { simple: true }))).toBeGreaterThanOrEqual(
      rolesAndInvites.version,
    );
    expect(prepareAccounts(database).person(user)).toEqual({ id: user, name: 'anna', displayName: 'Anna' });
    expect(prepareDevices(database).ofAccount(1, 9)).toEqual([
      { id: device, name: 'Laptop', createdAt: 2, lastSeenAt: 2 },
    ]);
    const strict = database.prepare(`SELECT strict FROM pragma_table_list WHERE name = 'invite'`).pluck();
    expect(strict.get()).toBe(1);
    database.close();
  });
});
