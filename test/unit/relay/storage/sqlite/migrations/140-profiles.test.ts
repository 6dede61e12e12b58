import { expect, it } from 'vitest';
import { migrate } from '../../../../../../src/relay/storage/sqlite/migrations/migrate.ts';
import { prepareQueries } from '../../../../../../src/relay/storage/sqlite/queries/all.ts';
import { ConversationId, UserId } from '../../../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../../../support/seeded-random.ts';
import { olderDatabase } from './older-database.ts';

it('migration 140 leaves everybody as they are, without a picture, and changed never', () => {
  const makeId = seededIds(140);
  const [user, conversation] = [UserId.parse(makeId()), ConversationId.parse(makeId())];
  const database = olderDatabase();
  database.exec(
    `INSERT INTO account (key, id, name, display_name, password_hash, created_at) VALUES (1, '${user}', 'a', 'A', 'h', 1);
     INSERT INTO conversation (key, id, kind, head_seq, head_ordinal, member_count, position)
       VALUES (1, '${conversation}', 'group', 0, 0, 1, 1)`,
  );
  migrate(database);
  const { accounts, conversations, profiles } = prepareQueries(database);
  expect(accounts.person(user)).toEqual({ id: user, name: 'a', displayName: 'A' });
  expect(conversations.byId(conversation)?.picture).toBeNull();
  expect(profiles.changedSince(0, 10)).toEqual([]);
  database.close();
});
