import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../../src/main/store/migrations/migrate.ts';
import { CHANGE_SQL } from '../../../../src/main/store/queries/change-queries.ts';
import { HOLE_SQL } from '../../../../src/main/store/queries/hole-queries.ts';
import { ITEM_SQL } from '../../../../src/main/store/queries/item-views.ts';
import { LIST_SQL } from '../../../../src/main/store/queries/list-queries.ts';
import { REPORT_SQL } from '../../../../src/main/store/queries/report-queries.ts';
import { UPLOAD_SQL } from '../../../../src/main/store/queries/upload-queries.ts';
import { matchSql } from '../../../../src/main/store/queries/search-queries.ts';

const db = new Database(':memory:');
migrate(db);

function plan(sql: string): string {
  const parameters = sql.split('?').length - 1;
  const named = Object.fromEntries([...sql.matchAll(/@\w+/g)].map(([name]) => [name.slice(1), 1] as const));
  const rows = db
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(Array(parameters).fill(1), named);
  return rows.map(({ detail }) => detail).join('\n');
}

/** A scan that reads an index in its order and stops at the limit is what an ordered read looks like. */
const tableScan = /SCAN (?!.*(USING|VIRTUAL TABLE))/;
const sort = /TEMP B-TREE/;

describe('query plans', () => {
  it.each(Object.entries(ITEM_SQL).filter(([name]) => !name.toLowerCase().includes('unsent')))(
    'items, %s: by an index, without sorting',
    (_name, sql) => {
      expect(plan(sql)).not.toMatch(tableScan);
      expect(plan(sql)).not.toMatch(sort);
      expect(plan(sql)).toMatch(/SEARCH i|SEARCH item/);
    },
  );

  it.each(Object.entries(CHANGE_SQL))(
    'what a change needs, %s: by an index, without sorting',
    (_name, sql) => {
      expect(plan(sql)).not.toMatch(tableScan);
      expect(plan(sql)).not.toMatch(sort);
      expect(plan(sql)).toContain('SEARCH item USING INDEX');
    },
  );

  it('items, unsent: only the unsent of one conversation are sorted', () => {
    for (const sql of [ITEM_SQL.unsent, ITEM_SQL.newestUnsent])
      expect(plan(sql)).toMatch(/SEARCH (i|item) USING INDEX item_seq \(conversation=\? AND seq=\?\)/);
  });

  it('items, what is to be sent: only the unsent are walked, once', () => {
    const steps = plan(ITEM_SQL.firstUnsent);
    expect(steps).not.toMatch(/SCAN (?:i|c|u)\b/);
    expect(steps.match(/SEARCH i USING INDEX item_unsent/g)).toHaveLength(2);
  });

  it('uploads: those that wait are looked up with their messages, none by walking the items', () => {
    for (const sql of Object.values(UPLOAD_SQL)) {
      // The table itself holds only what is on its way.
      expect(plan(sql)).not.toMatch(/SCAN (?:i|item)\b/);
    }
    expect(plan(UPLOAD_SQL.get)).toMatch(/SEARCH u USING INDEX/);
    expect(plan(UPLOAD_SQL.pending)).toMatch(/SEARCH i USING INDEX item_own/);
  });

  it('the list is its index, read in order', () => {
    expect(plan(LIST_SQL.page)).toContain('SEARCH c USING INDEX conversation_list ((pinned,last_at)<(?,?))');
    expect(plan(LIST_SQL.page)).not.toMatch(sort);
    expect(plan(LIST_SQL.known)).toContain('USING INDEX conversation_list');
    expect(plan(LIST_SQL.known)).not.toMatch(sort);
  });

  it('rows of the list are looked up, the total is read from an index of the unread alone', () => {
    expect(plan(LIST_SQL.byIds)).toMatch(/SEARCH c USING INDEX/);
    expect(plan(LIST_SQL.totalUnread)).toContain('COVERING INDEX conversation_unread');
  });

  it('holes are their index, read in order; their share is read from an index alone', () => {
    expect(plan(HOLE_SQL.lacking)).toContain('progress_lacking');
    expect(plan(HOLE_SQL.lacking)).not.toMatch(sort);
    expect(plan(HOLE_SQL.share)).toContain('COVERING INDEX progress_share');
  });

  it('reports and search read their own indexes in order', () => {
    expect(plan(REPORT_SQL)).toContain('progress_to_report');
    expect(plan(matchSql('search_0'))).toContain('VIRTUAL TABLE INDEX');
    expect(plan(matchSql('search_0'))).not.toMatch(sort);
    // Both bounds come to FTS5 as integers.
    const program = db
      .prepare<unknown[], { opcode: string }>(`EXPLAIN ${matchSql('search_0')}`)
      .all('a', 1, 2, 3);
    const given = program.slice(
      0,
      program.findIndex(({ opcode }) => opcode === 'VFilter'),
    );
    expect(given.filter(({ opcode }) => opcode === 'Cast')).toHaveLength(2);
  });
});
