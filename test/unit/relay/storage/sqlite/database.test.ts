import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../../src/relay/storage/sqlite/database.ts';
import { SCHEMA_VERSION } from '../../../../../src/relay/storage/sqlite/migrations/migrate.ts';
import { openSqliteRelayStorageInThread } from '../../../../../src/relay/storage/sqlite/sqlite-storage-in-thread.ts';
import { appended, StorageFixture } from '../../../../contract/relay-storage/storage-fixture.ts';
import { temporaryFile } from '../../../../contract/relay-storage/temporary-file.ts';

let file: string;
let remove: () => void;
beforeEach(() => {
  ({ file, remove } = temporaryFile());
});
afterEach(() => remove());

describe('the database file', () => {
  it('[FRM-5] holds everything that was answered when it is opened again', async () => {
    const first = new StorageFixture(openSqliteRelayStorageInThread({ file }));
    const [anna, bob, chen] = await first.people(3);
    if (!anna || !bob || !chen) throw new Error('three people');
    const device = first.device(anna, 'hash');
    await first.storage.createDevice(device);
    const id = await first.group(anna, bob);
    const clientId = first.clientId();
    const { event } = appended(await first.send(id, anna, 'hello', clientId));
    await first.add(id, anna, chen);
    await first.remove(id, anna, chen);
    await first.read(id, bob, [[1, 2]], 2);
    const all = async ({ storage }: StorageFixture): Promise<unknown> => ({
      relay: await storage.relayId(),
      position: await storage.position(),
      people: await storage.listPeople('person', '', 10),
      account: await storage.accountByName('person-000001'),
      device: await storage.deviceByTokenHash('hash'),
      heads: await Promise.all([anna, bob, chen].map((user) => storage.listHeads(user, 0, undefined, 10))),
      loaded: await storage.loadConversation(id),
      events: await storage.readTimeline(id, [[1, 99]], 99, 1e6),
    });
    const before = await all(first);
    await first.storage.close();

    const second = new StorageFixture(openSqliteRelayStorageInThread({ file }));
    expect(await all(second)).toEqual(before);
    expect(await second.send(id, anna, 'hello', clientId)).toEqual({ kind: 'duplicate', event });
    expect(appended(await second.send(id, anna)).event.seq).toBe(5);
    await second.storage.close();
  });

  it('is refused when a later version wrote it, and left alone', () => {
    const database = openDatabase(file);
    database.pragma(`user_version = ${SCHEMA_VERSION + 10}`);
    database.close();
    expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: 'store_newer' }));
    expect(() => openDatabase(file)).toThrow(`version ${SCHEMA_VERSION + 10}`);
  });

  it('is refused while another has it open, and free again after that', () => {
    const database = openDatabase(file);
    expect(() => openDatabase(file, 0)).toThrow(expect.objectContaining({ code: 'store_failed' }));
    database.close();
    openDatabase(file, 0).close();
  });

  it('commits to disk, and checks references', () => {
    const database = openDatabase(file);
    const pragma = (name: string): unknown => database.pragma(name, { simple: true });
    // 2 = FULL.
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')]).toEqual(['wal', 2, 1]);
    database.close();
  });
});
