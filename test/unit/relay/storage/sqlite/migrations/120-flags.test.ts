import { expect, it } from 'vitest';
import { migrate } from '../../../../../../src/relay/storage/sqlite/migrations/migrate.ts';
import { prepareQueries } from '../../../../../../src/relay/storage/sqlite/queries/all.ts';
import { ConversationId, UserId } from '../../../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../../../support/seeded-random.ts';
import { olderDatabase } from './older-database.ts';

it('migration 120 leaves members without flags until they set some', () => {
  const makeId = seededIds(120);
  const [user, conversation] = [UserId.parse(makeId()), ConversationId.parse(makeId())];
  const database = olderDatabase();
  database.exec(
    `INSERT INTO account (key, id, name, display_name, password_hash, created_at) VALUES (1, '${user}', 'a', 'A', 'h', 1);
     INSERT INTO conversation (key, id, kind, head_seq, head_ordinal, member_count, position)
       VALUES (1, '${conversation}', 'group', 0, 0, 1, 1);
     INSERT INTO member (conversation, account, place, role, delivered, position) VALUES (1, 1, 0, 'owner', 0, 1)`,
  );
  migrate(database);
  const { members } = prepareQueries(database);
  expect(members.flags(1, 1)).toEqual({ flags: null, archived: null });
  members.setFlags(1, 1, 5, 7, 2);
  expect(members.flags(1, 1)).toEqual({ flags: 5, archived: 7 });
  database.close();
});
