import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import type { RelayStorage } from '../../../src/relay/storage/port.ts';
import { importSqlite } from '../../../src/relay/storage/postgres/import-sqlite.ts';
import { openPostgresRelayStorage } from '../../../src/relay/storage/postgres/postgres-relay-storage.ts';
import { openSqliteRelayStorageInThread } from '../../../src/relay/storage/sqlite/sqlite-storage-in-thread.ts';
import { ChannelId, FileId } from '../../../src/shared/model/ids.ts';
import { startPostgres, type TestDatabase, type TestPostgres } from '../../support/postgres.ts';
import { testPicture } from '../../support/profile-pictures.ts';
import { appended, StorageFixture } from './storage-fixture.ts';
import { temporaryFile } from './temporary-file.ts';

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);

afterAll(() => postgres.remove());

describe('importing a SQLite file into PostgreSQL', () => {
  let place: ReturnType<typeof temporaryFile>;
  let database: TestDatabase;
  const never = new AbortController().signal;

  beforeEach(async () => {
    place = temporaryFile();
    database = await postgres.database();
  });
  afterEach(() => place.remove());

  /** Something in nearly every table. */
  async function fill() {
    const storage = openSqliteRelayStorageInThread({ file: place.file });
    const fixture = new StorageFixture(storage);
    const [anna, bob, cleo] = await fixture.people(3);
    if (!anna || !bob || !cleo) throw new Error('three people');
    const device = fixture.device(anna, 'token hash');
    await storage.createDevice(device);
    const group = await fixture.group(anna, bob, cleo);
    const direct = await storage.createConversation({
      kind: 'direct',
      id: fixture.conversationId(),
      creator: anna,
      peer: bob,
      at: Date.UTC(2026, 0, 31),
    });
    for (let i = 0; i < 1_200; i++)
      await fixture.send(group, i % 3 === 0 ? bob : anna, `第 ${i} 条 \u0000 🙂`);
    await storage.append({
      conversation: direct.id,
      sender: anna,
      at: Date.UTC(2026, 1, 1),
      event: { kind: 'message.created', clientId: fixture.clientId(), content: { type: 'text', text: 'hi' } },
      roles: ['member'],
    });
    await fixture.read(group, cleo, [
      [1, 5],
      [9, 1_000],
    ]);
    await fixture.append(group, bob, { kind: 'reaction.added', target: 2, emoji: '👍' });
    await fixture.append(group, anna, { kind: 'message.pinned', target: 3 });
    await fixture.remove(group, anna, cleo);
    await storage.saveDraft({ user: bob, conversation: group, text: 'half', base: 0, device: device.id });
    await storage.administer({ origin: 'command-line', user: null, operator: 'root', address: null }, 5, {
      kind: 'setAdministrator',
      user: anna,
      administrator: true,
    });
    await storage.administer({ origin: 'command-line', user: null, operator: 'root', address: null }, 5, {
      kind: 'movePoints',
      move: 'given',
      user: bob,
      clientId: fixture.clientId(),
      points: 40,
      reason: 'a good deed',
    });
    const channel = { id: ChannelId.parse(fixture.makeId()), clientId: fixture.clientId(), title: 'News' };
    await storage.createChannel({ ...channel, user: anna, at: 6 });
    const file = FileId.parse(fixture.makeId());
    const limits = { openUploads: 5, quota: 1_000 };
    await storage.createUpload({
      id: file,
      owner: anna,
      name: 'a.txt',
      type: 'text/plain',
      size: 3,
      at: 7,
      ...limits,
    });
    await storage.completeFile(file, { hash: 'ab'.repeat(32), type: 'text/plain', picture: null }, 8);
    const { id, base64: bytes } = testPicture(120);
    await storage.changeProfile({ user: cleo, displayName: '\u5f20\u4e09', picture: { id, bytes } });
    const event = { kind: 'conversation.pictureChanged', picture: id } as const;
    const roles = ['owner'] as const;
    await storage.append({
      conversation: group,
      sender: anna,
      at: 9,
      roles,
      event,
      picture: { id, bytes },
    });
    return { storage, fixture, anna, bob, cleo, group, direct: direct.id };
  }

  async function everything(
    storage: RelayStorage,
    { anna, bob, cleo, group, direct }: Awaited<ReturnType<typeof fill>>,
  ) {
    return {
      relay: await storage.relayId(),
      position: await storage.position(),
      heads: await Promise.all([anna, bob, cleo].map((user) => storage.listHeads(user, 0, undefined, 10))),
      timelines: await Promise.all(
        [group, direct].map((id) =>
          storage.readTimeline(id, [[1, 5_000]], 5_000, Number.MAX_SAFE_INTEGER, bob),
        ),
      ),
      conversations: await Promise.all([group, direct].map((id) => storage.loadConversation(id))),
      pins: await storage.pins(group),
      drafts: await storage.drafts(bob, 0, 10),
      audit: await storage.listAudit(undefined, 10),
      channels: await storage.loadChannels(10),
      people: await storage.listPeople('', '', 10),
      found: await storage.listPeople('zhangs', '', 10),
      changed: await storage.changedPeople(0, 10),
      picture: await storage.profilePicture(testPicture(120).id),
      devices: await storage.listDevices(anna),
      points: await storage.pointsHeld(bob),
      sums: await storage.pointSums(),
      totals: await storage.totals(),
      figures: await storage.figures(),
    };
  }

  it('brings everything over: what is read is the same, and what is written goes on after it', async () => {
    const filled = await fill();
    const before = await everything(filled.storage, filled);
    const { generation } = await filled.storage.lineage();
    await filled.storage.close();

    const counts = await importSqlite(place.file, database.url, never);
    expect(counts.find(({ table }) => table === 'event')?.rows).toBe(1_207);
    expect(counts.find(({ table }) => table === 'point_order')?.rows).toBe(1);
    const storage = await openPostgresRelayStorage({ url: database.url });
    try {
      expect(await everything(storage, filled)).toEqual(before);
      expect(await storage.lineage({ generation, position: before.position })).toMatchObject({
        covers: true,
      });
      const later = new StorageFixture(storage);
      const outcome = appended(await later.send(filled.group, filled.anna, 'on'));
      expect([outcome.event.seq, outcome.position]).toEqual([1_206, before.position + 1]);
    } finally {
      await storage.close();
    }
    await expect(importSqlite(place.file, database.url, never)).rejects.toMatchObject({
      code: 'store_failed',
      message: 'the database has the data of a relay already',
    });
  });

  it('leaves nothing behind where a row cannot be brought over, or somebody stops it', async () => {
    const { storage } = await fill();
    await storage.close();
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(importSqlite(place.file, database.url, stop.signal)).rejects.toMatchObject({
      code: 'internal',
    });
    const file = new Database(place.file);
    file.exec("UPDATE account SET display_name = 'a' || char(0) || 'b' WHERE key = 2");
    file.close();
    await expect(importSqlite(place.file, database.url, never)).rejects.toMatchObject({
      code: 'store_failed',
    });
    expect(await postgres.query('SELECT 1 FROM account', [], database.name)).toEqual([]);
  });
});
