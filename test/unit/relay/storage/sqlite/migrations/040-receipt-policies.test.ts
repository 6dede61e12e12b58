import { describe, expect, it } from 'vitest';
import { receiptPolicies } from '../../../../../../src/relay/storage/sqlite/migrations/040-receipt-policies.ts';
import { prepareQueries } from '../../../../../../src/relay/storage/sqlite/queries/all.ts';
import { ConversationId } from '../../../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../../../support/seeded-random.ts';
import { migrateThrough, olderDatabase, putAnna } from './older-database.ts';

describe('migration 40', () => {
  it('keeps the receipts of an older file, told to everybody and kept for ever', () => {
    const makeId = seededIds(40);
    const id = ConversationId.parse(makeId());
    const database = olderDatabase();
    putAnna(database, makeId());
    database
      .prepare(
        `INSERT INTO conversation (id, kind, title, head_seq, head_ordinal, member_count, position)
         VALUES (?, 'group', 'Plans', 1, 0, 1, 1)`,
      )
      .run(id);
    database.exec(`INSERT INTO member (conversation, account, place, role, delivered, position)
      VALUES (1, 1, 0, 'owner', 0, 1)`);
    database.exec('INSERT INTO read_range VALUES (1, 1, 1, 1)');

    migrateThrough(database, receiptPolicies);
    const { conversations, readRanges, hiddenRanges, receipts } = prepareQueries(database);
    expect(conversations.byId(id)).toMatchObject({ receipts: 'on', receiptFloor: 0 });
    expect(readRanges.get(1, 1)).toEqual([[1, 1]]);
    expect(hiddenRanges.get(1, 1)).toEqual([]);
    expect(receipts.gaps(1)).toEqual([]);
    expect(receipts.tellsDirect(1)).toBe(true);
    const strict = database
      .prepare(
        `SELECT min(strict) FROM pragma_table_list WHERE name IN ('receipt_gap', 'hidden_range', 'read_time')`,
      )
      .pluck();
    expect(strict.get()).toBe(1);
    database.close();
  });
});
