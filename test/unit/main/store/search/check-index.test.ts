import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStoreInThread } from '../../../../../src/main/store/open-store.ts';
import { checkIndex, type IndexReport } from '../../../../../src/main/store/search/check-index.ts';
import { indexText } from '../../../../../src/main/store/search/index-text.ts';
import {
  ANNA,
  head,
  message,
  ME,
  messages,
  realClock,
  TEAM,
  temporaryFolder,
} from '../../../../contract/client-store/fixture.ts';

/** A store of ten messages, what is done to it behind its back, and what the check says then. */
async function checked(damage: string): Promise<IndexReport> {
  const file = join(temporaryFolder(), 'store.db');
  const store = openStoreInThread({ file, me: ME, clock: realClock });
  await store.write.applyHeads([head({ headSeq: 10 })], 1);
  await store.write.applyPage(TEAM, 1, 10, [...messages(1, 9), message(10, ANNA, '你好吗')]);
  await store.close();
  const db = new Database(file);
  db.exec(damage);
  const report = checkIndex(db);
  db.close();
  return report;
}

const SECOND = '(SELECT id FROM item WHERE seq = 2)';
const UNINDEXED = `INSERT INTO search_0 (search_0, rowid, tokens) SELECT 'delete', id,
  '${indexText({ conversation: 1, sender: 2, type: 'text' }, 'text 2')}' FROM item WHERE seq = 2`;

describe('the check of the search index', () => {
  it('finds nothing where the index equals the messages', async () => {
    expect(await checked('')).toEqual({ messages: 10, waiting: 0, wrong: [] });
  });

  it.each([
    ['a text that was changed', `UPDATE item SET body = replace(body, 'text 2', 'text 3') WHERE seq = 2`],
    ['characters in another order', `UPDATE item SET body = replace(body, '你好', '好你') WHERE seq = 10`],
    ['a message that the index lacks', UNINDEXED],
    ['a recalled message that the index has', `UPDATE item SET body = '{"type":"recalled"}' WHERE seq = 2`],
    ['a message that is gone', 'DELETE FROM item WHERE seq = 2'],
    ['another sender', 'UPDATE item SET sender = 1 WHERE seq = 2'],
  ])('finds %s', async (_what, damage) => {
    expect((await checked(damage)).wrong).toHaveLength(1);
  });

  it('tells what still waits to be taken in', async () => {
    expect(await checked(`INSERT INTO reindex SELECT ${SECOND}; ${UNINDEXED}`)).toEqual({
      messages: 10,
      waiting: 1,
      wrong: [],
    });
  });
});

it('an index made by the rules of another Unicode version is made anew, and one of the same is not', async () => {
  const file = join(temporaryFolder(), 'store.db');
  const waiting = async (): Promise<number> => {
    const store = openStoreInThread({ file, me: ME, clock: realClock });
    const { left } = (await store.read.historyShare()).reindexing;
    await store.close();
    return left;
  };
  const store = openStoreInThread({ file, me: ME, clock: realClock });
  await store.write.applyHeads([head({ headSeq: 9 })], 1);
  await store.write.applyPage(TEAM, 1, 9, messages(1, 9));
  await store.close();
  expect(await waiting()).toBe(0);
  const db = new Database(file);
  db.exec("UPDATE meta SET value = '1.1' WHERE key = 'unicode'");
  db.close();
  expect(await waiting()).toBe(9);
  expect(await waiting()).toBe(9);
});
