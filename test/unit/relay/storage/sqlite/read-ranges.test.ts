import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareReadRanges } from '../../../../../src/relay/storage/sqlite/queries/read-ranges.ts';
import { normalizeRanges, type SeqRange } from '../../../../../src/shared/model/range-set.ts';

const rangeSets = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat({ max: 6 })), { maxLength: 12 })
  .map((all) => normalizeRanges(all.map(([from, length]): SeqRange => [from, from + length])));

describe('stored read sets', () => {
  it('[RCP-1] become any other set, and nobody else their rows', () => {
    const database = new Database(':memory:');
    database.exec(`CREATE TABLE read_range (conversation INTEGER, account INTEGER, from_seq INTEGER, to_seq INTEGER,
      PRIMARY KEY (conversation, account, from_seq)) STRICT, WITHOUT ROWID`);
    const rows = prepareReadRanges(database, 'read_range');
    let account = 0;
    fc.assert(
      fc.property(rangeSets, rangeSets, (before, after) => {
        account += 2;
        rows.replace(1, account, [], before);
        rows.replace(1, account + 1, [], before);
        rows.replace(1, account, before, after);
        expect(rows.get(1, account)).toEqual(after);
        expect(rows.get(1, account + 1)).toEqual(before);
      }),
      { numRuns: 500 },
    );
    database.close();
  });
});
