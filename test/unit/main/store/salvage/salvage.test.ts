import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openForReading } from '../../../../../src/main/store/database.ts';
import { checkIndex } from '../../../../../src/main/store/search/check-index.ts';
import {
  ANNA,
  clientId,
  head,
  TEAM,
  temporaryFolder,
  wordsOf,
} from '../../../../contract/client-store/fixture.ts';
import { cutShort, pagesOf, spoil } from '../../../../support/damaged-file.ts';
import { bytesOf, fillAndClose, MESSAGES, openMine, OTHER, salvageAll, uncleanly } from './filled-store.ts';

async function unsentIn(file: string): Promise<string[]> {
  const store = openMine(file);
  const items = await store.read.itemsByKey(
    TEAM,
    [1, 2, 3].map((n) => clientId(9_000 + n)),
  );
  await store.close();
  return items.map((item) => `${wordsOf(item)} ${item.kind === 'message' ? item.state.kind : ''}`);
}

const OUTBOX = ['unsent 1 sending', 'unsent 2 failed', 'unsent 3 sending'];

describe('[X10] a damaged file', () => {
  const damages: [what: string, least: number, damage: (file: string) => void][] = [
    ['an index of items', MESSAGES - 1, (file) => spoil(file, pagesOf(file, 'item_seq').slice(1, 3))],
    ['the root of an index', MESSAGES - 1, (file) => spoil(file, pagesOf(file, 'item_seq', 'internal'))],
    ['pages of items', MESSAGES * 0.7, (file) => spoil(file, pagesOf(file, 'item').slice(3, 8))],
    ['its end cut off', 100, (file) => cutShort(file, 0.8)],
  ];
  it.each(damages)(
    '(%s) gives what only this device knows at once, and its history after that',
    async (_, least, damage) => {
      const file = join(temporaryFolder(), 'store.db');
      await fillAndClose(file);
      uncleanly(file);
      damage(file);
      const bytes = bytesOf(file);

      const store = openMine(file);
      expect(store.quarantined).not.toBeNull();
      expect(bytesOf(store.quarantined ?? '')).toEqual(bytes);
      const rows = await store.read.conversations();
      expect(rows.find(({ id }) => id === OTHER)).toMatchObject({ draft: '草稿 draft', pinned: true });
      expect(rows.find(({ id }) => id === TEAM)).toMatchObject({
        headSeq: MESSAGES + 1,
        unread: MESSAGES - 100,
      });
      expect(await store.read.pendingReports()).toMatchObject([{ conversation: TEAM, read: [[1, 100]] }]);
      const before = await store.read.recovery();
      expect(before).toMatchObject({ reason: 'damaged', readable: true, drafts: 1, running: true });

      expect(await salvageAll(store)).toBeGreaterThan(3);
      const after = await store.read.recovery();
      expect(after).toMatchObject({ running: false, unsent: 3, file: store.quarantined });
      expect(after?.messages).toBeGreaterThanOrEqual(least);
      const missing = await store.read.missing(TEAM, 1, MESSAGES + 1);
      const lost = missing.reduce((sum, [from, to]) => sum + to - from + 1, 0);
      expect(lost).toBeLessThanOrEqual(MESSAGES + 1 - (after?.messages ?? 0));
      await store.close();

      expect(await unsentIn(file)).toEqual(OUTBOX);
      const db = openForReading(file);
      expect(checkIndex(db)).toMatchObject({ wrong: [], waiting: 0 });
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      db.close();
    },
  );

  it('[SYN-9] tells how far it had followed the relay, until everything is pulled again', async () => {
    const file = join(temporaryFolder(), 'store.db');
    await fillAndClose(file);
    const filled = openMine(file);
    await filled.write.setGeneration('first');
    await filled.close();
    uncleanly(file);
    spoil(file, pagesOf(file, 'item_seq').slice(1, 3));
    const store = openMine(file);
    expect(await store.read.position()).toBe(0);
    expect(await store.read.followed()).toEqual({ generation: 'first', position: 9, comparing: false });
    await salvageAll(store);
    await store.close();
    // And so does what is salvaged a second time.
    uncleanly(file);
    spoil(file, pagesOf(file, 'item_seq').slice(1, 3));
    const again = openMine(file);
    expect(again.quarantined).not.toBeNull();
    expect(await again.read.followed()).toEqual({ generation: 'first', position: 9, comparing: false });
    await again.write.setPosition(12);
    expect(await again.read.followed()).toMatchObject({ position: 12 });
    await again.close();
  });

  it('[SYN-10] that does not tell so any more, or was being compared, has to be compared', async () => {
    const file = join(temporaryFolder(), 'store.db');
    await fillAndClose(file);
    const filled = openMine(file);
    await filled.write.setGeneration('first');
    await filled.write.beginComparing();
    await filled.close();
    uncleanly(file);
    spoil(file, pagesOf(file, 'item_seq').slice(1, 3));
    const store = openMine(file);
    expect(await store.read.followed()).toEqual({ generation: 'first', position: 0, comparing: true });
    await salvageAll(store);
    await store.write.endComparing('second');
    await store.close();
    uncleanly(file);
    spoil(file, pagesOf(file, 'meta'));
    const again = openMine(file);
    expect(again.quarantined).not.toBeNull();
    expect(await again.read.followed()).toEqual({ generation: undefined, position: 0, comparing: true });
    await again.close();
  });

  it('gives what a relay has lost, which nobody else may have', async () => {
    const file = join(temporaryFolder(), 'store.db');
    await fillAndClose(file);
    const filled = openMine(file);
    await filled.write.rewind({ conversation: TEAM, upTo: MESSAGES - 2, exists: true });
    const kept = await filled.read.lost(undefined, 9);
    expect(kept).toHaveLength(2);
    await filled.close();
    uncleanly(file);
    spoil(file, pagesOf(file, 'item_seq').slice(1, 3));
    const store = openMine(file);
    expect(store.quarantined).not.toBeNull();
    expect(await store.read.lost(undefined, 9)).toEqual(kept);
    await store.close();
  });

  it('whose items are all readable lacks nothing afterwards', async () => {
    const file = join(temporaryFolder(), 'store.db');
    await fillAndClose(file);
    uncleanly(file);
    const expected = openMine(file);
    const page = await expected.read.page(TEAM, { at: 'latest' }, 200);
    const first = await expected.read.page(TEAM, { at: 'around', seq: 5 }, 10);
    await expected.close();
    uncleanly(file);
    spoil(file, pagesOf(file, 'item_seq').slice(0, 1));
    const store = openMine(file);
    await salvageAll(store);
    expect(await store.read.missing(TEAM, 1, MESSAGES + 1)).toEqual([]);
    expect(await store.read.page(TEAM, { at: 'latest' }, 200)).toEqual(page);
    expect(await store.read.page(TEAM, { at: 'around', seq: 5 }, 10)).toEqual(first);
    await store.close();
  });

  it('is salvaged where it was after a kill, and once', async () => {
    const file = join(temporaryFolder(), 'store.db');
    await fillAndClose(file);
    uncleanly(file);
    spoil(file, pagesOf(file, 'item_seq').slice(0, 1));
    for (let start = 0; start < 5; start++) {
      const store = openMine(file);
      expect(store.quarantined === null).toBe(start > 0);
      await store.write.salvageMore(100);
      await store.close();
    }
    const store = openMine(file);
    await salvageAll(store);
    expect(await store.read.recovery()).toMatchObject({ messages: MESSAGES - 1, unsent: 3, running: false });
    await store.write.recoverySeen();
    expect(await store.read.recovery()).toBeNull();
    expect(await store.read.outbox(10)).toHaveLength(2);
    await store.close();
  });

  it('gives nothing back that was recalled meanwhile', async () => {
    const file = join(temporaryFolder(), 'store.db');
    await fillAndClose(file);
    uncleanly(file);
    spoil(file, pagesOf(file, 'item_seq').slice(0, 1));
    const store = openMine(file);
    // The relay's newest page comes before the salvage: the message it recalls is not here yet.
    const recall = {
      kind: 'message.recalled',
      conversation: TEAM,
      seq: MESSAGES + 2,
      ordinal: MESSAGES,
      sender: ANNA,
      at: 9_100_000,
      target: 7,
    } as const;
    await store.write.applyHeads([head({ headSeq: MESSAGES + 2 })], 10);
    await store.write.applyPage(TEAM, MESSAGES + 2, MESSAGES + 2, [recall]);
    await salvageAll(store);
    // So it is missing again, and comes once more.
    expect(await store.read.missing(TEAM, 1, MESSAGES + 2)).toEqual([[MESSAGES + 2, MESSAGES + 2]]);
    await store.write.applyPage(TEAM, MESSAGES + 2, MESSAGES + 2, [recall]);
    const [item] = await store.read.itemsByKey(TEAM, ['#7']);
    expect(item).toMatchObject({ content: { type: 'recalled' } });
    await store.close();
  });

  it('of which only the search index is damaged stays, and the index is made anew', async () => {
    const file = join(temporaryFolder(), 'store.db');
    await fillAndClose(file);
    uncleanly(file);
    const db = new Database(file);
    db.unsafeMode();
    db.exec('UPDATE search_2_data SET block = zeroblob(length(block)) WHERE id > 100');
    db.close();
    const store = openMine(file);
    expect(store.quarantined).toBeNull();
    expect(await store.read.missing(TEAM, 1, MESSAGES + 1)).toEqual([]);
    while (await store.write.indexMore(100));
    const { hits } = await store.read.search({ text: 'words', limit: 1_000 });
    expect(hits).toHaveLength(MESSAGES - 1);
    await store.close();
  });
});

describe('damage that is met at run time', () => {
  it('is told, and the same file opened as suspected gives its outbox back', async () => {
    const file = join(temporaryFolder(), 'store.db');
    await fillAndClose(file);
    spoil(file, pagesOf(file, 'item').slice(5, 12));
    const store = openMine(file);
    expect(store.quarantined).toBeNull();
    const faults: string[] = [];
    store.onFault(({ code }) => faults.push(code));
    await expect(store.read.page(TEAM, { at: 'around', seq: 200 }, 200)).rejects.toMatchObject({
      code: 'store_damaged',
    });
    expect(faults).toEqual(['store_damaged']);
    await store.close();
    const again = openMine(file, true);
    expect(again.quarantined).not.toBeNull();
    await salvageAll(again);
    await again.close();
    expect(await unsentIn(file)).toEqual(OUTBOX);
  });
});

it('at most three files are kept aside', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'store.db');
  const kept: string[] = [];
  for (let i = 0; i < 5; i++) {
    const store = openMine(file);
    if (store.quarantined !== null) kept.push(store.quarantined);
    await store.write.applyHeads([head()], 1);
    await store.close();
    const db = new Database(file);
    db.pragma('application_id = 7');
    db.close();
  }
  const there = kept.filter((path) => {
    try {
      return bytesOf(path).length > 0;
    } catch {
      return false;
    }
  });
  expect(there).toEqual(kept.slice(-3));
});

it('of a file that was set aside under a clock that had gone back, all is taken over', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'store.db');
  for (const year of [2_090, 2_091, 2_092]) writeFileSync(`${file}.corrupt-${year}0101T000000Z`, 'kept');
  await fillAndClose(file);
  uncleanly(file);
  spoil(file, pagesOf(file, 'item_seq').slice(1, 3));
  const store = openMine(file);
  await salvageAll(store);
  expect(await store.read.recovery()).toMatchObject({ messages: MESSAGES - 1 });
  await store.close();
  expect(readdirSync(folder).filter((name) => /corrupt-\w+$/.test(name))).toHaveLength(3);
});
