import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { timelines } from '../../../../../../src/relay/storage/sqlite/migrations/010-timelines.ts';
import { messageChanges } from '../../../../../../src/relay/storage/sqlite/migrations/020-message-changes.ts';

describe('migration 20', () => {
  it('adds what messages need to change, and changes no message', () => {
    const database = new Database(':memory:');
    database.exec(timelines.sql);
    database.exec(`
      INSERT INTO account VALUES (1, 'a', 'anna', 'Anna', 'hash', 1);
      INSERT INTO conversation VALUES (1, 'c', 'group', 'Plans', NULL, NULL, 1, x'00', 2, 1, 1, 2);
      INSERT INTO event VALUES (1, 1, 0, 1, 'conversation.created', NULL, 1, '{}');
      INSERT INTO event VALUES (1, 2, 1, 1, 'message.created', x'01', 1, '{"content":1}');`);
    const before = database.prepare('SELECT * FROM event').all();
    database.exec(messageChanges.sql);
    expect(messageChanges.version).toBe(20);
    const after = database.prepare<[], { revision: number | null }>('SELECT * FROM event').all();
    expect(after).toEqual(before.map((row) => ({ ...(row as object), revision: null })));
    const tables = database
      .prepare(
        "SELECT name, strict FROM pragma_table_list WHERE name IN ('message_edit', 'pin', 'reaction', 'reaction_emoji')",
      )
      .all();
    expect(tables).toHaveLength(4);
    expect(tables).toEqual(tables.map((row) => ({ ...(row as object), strict: 1 })));
    expect(() => database.exec('INSERT INTO pin VALUES (1, 3, 4)')).toThrow('FOREIGN KEY');
    database.close();
  });
});
