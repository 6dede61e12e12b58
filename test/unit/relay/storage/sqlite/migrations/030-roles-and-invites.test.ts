import { describe, expect, it } from 'vitest';
import { rolesAndInvites } from '../../../../../../src/relay/storage/sqlite/migrations/030-roles-and-invites.ts';
import { prepareAccounts } from '../../../../../../src/relay/storage/sqlite/queries/accounts.ts';
import { prepareDevices } from '../../../../../../src/relay/storage/sqlite/queries/devices.ts';
import { DeviceId, UserId } from '../../../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../../../support/seeded-random.ts';
import { migrateThrough, olderDatabase, putAnna } from './older-database.ts';

describe('migration 30', () => {
  it('keeps the accounts and devices of an older file, none of them given up or seen since', () => {
    const makeId = seededIds(30);
    const user = UserId.parse(makeId());
    const device = DeviceId.parse(makeId());
    const database = olderDatabase();
    putAnna(database, user);
    database
      .prepare(
        `INSERT INTO device (id, account, name, token_hash, created_at) VALUES (?, 1, 'Laptop', 'token', 2)`,
      )
      .run(device);

    migrateThrough(database, rolesAndInvites);
    expect(prepareAccounts(database).person(user)).toEqual({ id: user, name: 'anna', displayName: 'Anna' });
    expect(prepareDevices(database).ofAccount(1, 9)).toEqual([
      { id: device, name: 'Laptop', createdAt: 2, lastSeenAt: 2 },
    ]);
    const strict = database.prepare(`SELECT strict FROM pragma_table_list WHERE name = 'invite'`).pluck();
    expect(strict.get()).toBe(1);
    database.close();
  });
});
