import { copyFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MemoryTables } from '../../../src/relay/storage/memory/memory-tables.ts';
import { openMemoryRelayStorage } from '../../../src/relay/storage/memory/memory-relay-storage.ts';
import { openSqliteRelayStorageInThread } from '../../../src/relay/storage/sqlite/sqlite-storage-in-thread.ts';
import type { RelayStorage } from '../../../src/relay/storage/port.ts';
import { StorageFixture } from './storage-fixture.ts';
import { temporaryFile } from './temporary-file.ts';

function temporary(): string {
  const { file, remove } = temporaryFile();
  onTestFinished(remove);
  return file;
}

/** Data that can be opened again and again. */
const DATA: readonly { readonly name: string; readonly make: () => () => RelayStorage }[] = [
  {
    name: 'memory',
    make() {
      const core = new MemoryTables('relay');
      return () => openMemoryRelayStorage(core);
    },
  },
  {
    name: 'SQLite',
    make() {
      const file = temporary();
      return () => openSqliteRelayStorageInThread({ file });
    },
  },
];

/** The position moves. */
async function write(storage: RelayStorage, groups = 1): Promise<void> {
  const fixture = new StorageFixture(storage);
  const [anna] = await fixture.people(1);
  if (!anna) throw new Error('a person');
  for (let count = 0; count < groups; count++) await fixture.group(anna);
}

async function followed(storage: RelayStorage): Promise<{ generation: string; position: number }> {
  const { generation } = await storage.lineage();
  return { generation, position: await storage.position() };
}

describe.each(DATA)('generations of a relay’s data, $name', ({ make }) => {
  it('[SYN-8] begin with each opening, and cover what was told in earlier ones', async () => {
    const open = make();
    const first = open();
    await write(first);
    const told = await followed(first);
    expect(await first.lineage(told)).toEqual({ generation: told.generation, covers: true });
    await first.close();
    const second = open();
    const { generation, covers } = await second.lineage(told);
    expect(generation).not.toBe(told.generation);
    expect(covers).toBe(true);
    expect(await second.lineage()).toEqual({ generation, covers: true });
    await second.close();
  });

  it('[SYN-9] cover nothing of a generation that they do not know, or that ended before', async () => {
    const open = make();
    const first = open();
    const { generation, position } = await followed(first);
    expect((await first.lineage({ generation: 'of another relay', position: 0 })).covers).toBe(false);
    expect((await first.lineage({ generation, position: position + 1 })).covers).toBe(false);
    await first.close();
    const second = open();
    await write(second);
    expect((await second.lineage({ generation, position })).covers).toBe(true);
    expect((await second.lineage({ generation, position: position + 1 })).covers).toBe(false);
    await second.close();
  });
});

it('[SYN-9] SQLite data that are put back do not cover what was told since, also once they have grown past it', async () => {
  const file = temporary();
  const open = (): RelayStorage => openSqliteRelayStorageInThread({ file });
  const first = open();
  await write(first);
  const before = await followed(first);
  await first.close();
  copyFileSync(file, `${file}.copy`);

  const second = open();
  const restarted = await followed(second);
  await write(second, 2);
  const later = await followed(second);
  await second.close();
  copyFileSync(`${file}.copy`, file);

  const back = open();
  await write(back, 4);
  expect(await back.position()).toBeGreaterThan(later.position);
  expect((await back.lineage(later)).covers).toBe(false);
  // Nothing had been written in it yet, but that cannot be known.
  expect((await back.lineage(restarted)).covers).toBe(false);
  expect((await back.lineage(before)).covers).toBe(true);
  await back.close();
});
