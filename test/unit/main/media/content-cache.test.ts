import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openContentCache } from '../../../../src/main/media/content-cache.ts';
import { FileId } from '../../../../src/shared/model/ids.ts';

const id = (n: number): FileId => FileId.parse(`0198000f-0000-7000-8000-${String(n).padStart(12, '0')}`);
let folder: string;
let limit = 1_000;
let now = Date.now() + 10_000;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'yidu-cache-'))));
afterEach(() => rm(folder, { recursive: true }));

const open = () =>
  openContentCache(
    folder,
    () => limit,
    () => (now += 1_000),
  );
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url');

it('keeps what was used last, within its limit, also over a restart', async () => {
  const bytes = Buffer.alloc(300);
  let cache = await open();
  for (const n of [1, 2, 3]) {
    await writeFile(await cache.begin(id(n), hashOf(bytes)), bytes);
    expect(await cache.finish(id(n), hashOf(bytes))).toBe(join(folder, id(n)));
  }
  await cache.find(id(1));
  cache = await open();
  await writeFile(await cache.begin(id(4), hashOf(bytes)), bytes);
  await cache.finish(id(4), hashOf(bytes));
  expect([1, 2, 3, 4].filter((n) => cache.has(id(n)))).toEqual([1, 3, 4]);
});

it('counts beginnings that rest, and removes them for room as it does complete ones', async () => {
  const bytes = Buffer.alloc(300);
  let cache = await open();
  const begin = async (n: number): Promise<void> => {
    await writeFile(await cache.begin(id(n), hashOf(Buffer.alloc(n))), bytes);
  };
  await begin(1);
  await begin(2);
  expect(cache.bytes()).toBe(0);
  await cache.rest(id(1));
  await cache.rest(id(7));
  expect(cache.bytes()).toBe(300);
  await writeFile(await cache.begin(id(3), hashOf(bytes)), bytes);
  await cache.finish(id(3), hashOf(bytes));
  expect(cache.bytes()).toBe(600);
  // Over the limit: the oldest goes, and what is being written stays.
  await writeFile(await cache.begin(id(4), hashOf(Buffer.alloc(600))), Buffer.alloc(600));
  await cache.rest(id(4));
  expect(cache.bytes()).toBe(900);
  expect(await cache.begun(id(1))).toBeUndefined();
  expect(await cache.begun(id(2))).toMatchObject({ bytes: 300 });
  expect((await readdir(folder)).length).toBe(3);
  // After a restart nobody writes anything.
  cache = await open();
  expect(cache.bytes()).toBe(1_200);
  await cache.trim();
  expect(cache.bytes()).toBeLessThanOrEqual(900);
});

it('keeps one that is larger than its limit until the next comes', async () => {
  const cache = await open();
  const large = Buffer.alloc(5_000);
  await writeFile(await cache.begin(id(1), hashOf(large)), large);
  await cache.finish(id(1), hashOf(large));
  expect(cache.has(id(1))).toBe(true);
});

it('knows a beginning again after a restart, and drops that of another content', async () => {
  const cache = await open();
  const bytes = Buffer.from('hello');
  await writeFile(await cache.begin(id(1), hashOf(bytes)), 'hel');
  const again = await open();
  expect(await again.begun(id(1))).toEqual({ hash: hashOf(bytes), bytes: 3 });
  const other = await again.begin(id(1), hashOf(Buffer.from('other')));
  await writeFile(other, 'otter');
  expect(await again.finish(id(1), hashOf(Buffer.from('other')))).toBeUndefined();
  expect(await again.begun(id(1))).toBeUndefined();
  expect(again.has(id(1))).toBe(false);
});

it('comes down to a smaller limit at once, and to nothing when it is cleared', async () => {
  const bytes = Buffer.alloc(300);
  const cache = await open();
  for (const n of [1, 2, 3]) {
    await writeFile(await cache.begin(id(n), hashOf(bytes)), bytes);
    await cache.finish(id(n), hashOf(bytes));
  }
  await writeFile(await cache.begin(id(4), 'begun'), bytes);
  expect(cache.bytes()).toBe(900);
  expect(cache.peek(id(1))).toBe(join(folder, id(1)));
  limit = 700;
  await cache.trim();
  limit = 1_000;
  // To nine tenths of the limit, the oldest first.
  expect([1, 2, 3].filter((n) => cache.has(id(n)))).toEqual([2, 3]);
  expect(cache.peek(id(1))).toBeUndefined();
  await cache.clear();
  expect([cache.bytes(), await readdir(folder)]).toEqual([0, []]);
});
