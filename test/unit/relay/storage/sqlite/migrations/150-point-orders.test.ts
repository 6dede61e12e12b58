import { expect, it } from 'vitest';
import { migrate } from '../../../../../../src/relay/storage/sqlite/migrations/migrate.ts';
import { prepareQueries } from '../../../../../../src/relay/storage/sqlite/queries/all.ts';
import { ClientId, UserId } from '../../../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../../../support/seeded-random.ts';
import { olderDatabase } from './older-database.ts';

it('migration 150 leaves the ledger as it is, and takes what administrators move after it', () => {
  const makeId = seededIds(150);
  const user = UserId.parse(makeId());
  const database = olderDatabase();
  migrate(database);
  database.pragma('user_version = 140');
  database.exec(
    `DROP TABLE point_order;
     INSERT INTO account (key, id, name, display_name, password_hash, created_at) VALUES (1, '${user}', 'a', 'A', 'h', 1);
     INSERT INTO point_move (kind, account, points, at) VALUES (0, 1, 1000, 5);
     INSERT INTO point_balance VALUES (1, 1000)`,
  );
  migrate(database);
  const { packets } = prepareQueries(database);
  const clientId = ClientId.parse(makeId());
  expect(packets.ordered(clientId)).toBeUndefined();
  packets.order(clientId, { move: 'takenBack', account: 1, packet: null, points: 400, at: 6 });
  expect(packets.ordered(clientId)).toEqual({ user, move: 'takenBack', points: 400 });
  const sums = { opening: 1_000, given: 0, takenBack: 400, held: 600, inPackets: 0 };
  expect(packets.sums()).toEqual({ ...sums, wrong: 0 });
  // What no program does is found.
  database.exec('UPDATE point_balance SET points = 601');
  expect(packets.sums()).toEqual({ ...sums, held: 601, wrong: 1 });
  database.close();
});
