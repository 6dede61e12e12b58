import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openStoreInThread } from '../../../../../src/main/store/open-store.ts';
import { checkIndex } from '../../../../../src/main/store/search/check-index.ts';
import { SEARCH_TABLES } from '../../../../../src/main/store/queries/search-queries.ts';
import {
  ANNA,
  applyPush,
  head,
  ME,
  message,
  realClock,
  temporaryFolder,
} from '../../../../contract/client-store/fixture.ts';

function open(file: string) {
  return openStoreInThread({ file, me: ME, clock: realClock });
}

it('a phrase is found where its characters are side by side, and not where only every two of them are', async () => {
  const store = open(join(temporaryFolder(), 'store.db'));
  await store.write.applyHeads([head()], 1);
  const texts = ['执行命令语句', '命令和令语', '命令语', '命 令语', '令语命令'];
  for (const [i, text] of texts.entries()) await applyPush(store.write, message(i + 2, ANNA, text));
  const { hits } = await store.read.search({ text: '命令语', limit: 2 });
  expect(hits.map(({ item }) => item.seq)).toEqual([4, 2]);
  const first = await store.read.search({ text: '命令语', limit: 1 });
  expect(first.hits.map(({ item }) => item.seq)).toEqual([4]);
  const second = await store.read.search({ text: '命令语', limit: 1, cursor: first.cursor ?? '' });
  expect(second.hits.map(({ item }) => item.seq)).toEqual([2]);
  expect(second.cursor).toBeNull();
  await store.close();
});

it('tidying up leaves few pieces of the index, and an index that equals the messages', async () => {
  const file = join(temporaryFolder(), 'store.db');
  const store = open(file);
  await store.write.applyHeads([head()], 1);
  // Each write is larger than a page of the index.
  const words = (seq: number): string => Array.from({ length: 40 }, (_, i) => `w${seq}x${i}`).join(' ');
  for (let from = 2; from < 722; from += 60)
    await store.write.applyPushes(
      Array.from({ length: 60 }, (_, i) => message(from + i, ANNA, `第 ${from + i} 条 ${words(from + i)}`)),
    );
  let steps = 0;
  while (await store.write.tidyIndex(1)) steps += 1;
  expect(steps).toBeGreaterThan(3);
  await store.close();
  const db = new Database(file);
  for (const table of SEARCH_TABLES)
    expect(db.prepare(`SELECT count(DISTINCT segid) FROM ${table}_idx`).pluck().get()).toBeLessThanOrEqual(4);
  expect(checkIndex(db)).toMatchObject({ wrong: [], messages: 720 });
  db.close();
});
