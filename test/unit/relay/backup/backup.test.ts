import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BackupKeeper } from '../../../../src/relay/backup/backup-keeper.ts';
import { noteFilesElsewhere } from '../../../../src/relay/backup/files-elsewhere.ts';
import { printedBackup } from '../../../../src/relay/bin/admin/commands.ts';
import { MANIFEST } from '../../../../src/relay/backup/manifest.ts';
import { restoreBackup } from '../../../../src/relay/backup/restore-backup.ts';
import { verifyBackup } from '../../../../src/relay/backup/verify-backup.ts';
import { ownCertificate } from '../../../../src/relay/tls/own-certificate.ts';
import { digestDatabase } from '../../../../src/relay/storage/sqlite/digest-database.ts';
import {
  openSqliteRelayStorage,
  type SqliteRelayStorage,
} from '../../../../src/relay/storage/sqlite/sqlite-relay-storage.ts';
import { workerScript } from '../../../support/worker-scripts.ts';
import { StorageFixture } from '../../../contract/relay-storage/storage-fixture.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const { signal } = new AbortController();

let root: string;
let data: string;
let storage: SqliteRelayStorage;
let keeper: BackupKeeper;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'yidu-backup-'));
  data = join(root, 'data');
  mkdirSync(data);
  storage = await openSqliteRelayStorage({
    file: join(data, 'relay.db'),
    workerPath: workerScript('relay-storage'),
    onFailure: (error) => {
      throw error;
    },
  });
  keeper = keeperOver((file) => storage.snapshot(file));
});
afterEach(async () => {
  await keeper.close();
  await storage.close();
  rmSync(root, { recursive: true, force: true });
});

function keeperOver(snapshot: (file: string) => Promise<void>): BackupKeeper {
  return new BackupKeeper({
    snapshot,
    dataFolder: data,
    folder: join(data, 'backups'),
    clock: new ManualClock(),
    makeSuffix: () => 'x',
  });
}

const backup = (name = 'backup'): string => join(root, name);

/** An uploaded file, as the data folder may have them. */
function upload(name: string, content: string): void {
  mkdirSync(join(data, 'files/ab'), { recursive: true });
  writeFileSync(join(data, 'files/ab', name), content);
}

describe('a backup', () => {
  it('is restored to the same timelines, receipts and files, though people went on writing', async () => {
    const fixture = new StorageFixture(storage);
    const [anna, bo] = await fixture.people(2);
    if (!anna || !bo) throw new Error('two people');
    const group = await fixture.group(anna, bo);
    await Promise.all(Array.from({ length: 2_000 }, (_, i) => fixture.send(group, anna, `消息 ${i}`)));
    await fixture.read(group, bo, [[1, 700]], 900);
    upload('one', 'first');

    const before = (await storage.position()) > 0;
    const writing = Array.from({ length: 500 }, (_, i) => fixture.send(group, bo, `meanwhile ${i}`));
    const made = keeper.createAt(backup());
    await Promise.all(writing);
    const summary = await made;
    expect([before, summary.files]).toEqual([true, 2]);
    expect(await verifyBackup(backup(), signal)).toEqual(summary);
    await restoreBackup(backup(), backup('restored'), 'x', signal);
    expect(readFileSync(join(root, 'restored/files/ab/one'), 'utf8')).toBe('first');

    const restored = await openSqliteRelayStorage({
      file: join(root, 'restored/relay.db'),
      workerPath: workerScript('relay-storage'),
      onFailure: (error) => {
        throw error;
      },
    });
    const now = await new StorageFixture(restored).all(group);
    // What was stored before the backup began, and of the rest a beginning: nothing is missing in between.
    expect(now.length).toBeGreaterThanOrEqual(2_001);
    expect(now).toEqual((await fixture.all(group)).slice(0, now.length));
    expect(await restored.loadConversation(group)).toMatchObject({
      members: [
        { user: anna },
        { user: bo, delivered: 900, read: expect.arrayContaining([[1, 700]]) as unknown },
      ],
    });
    await restored.close();
  });

  it('equals the data table by table once nobody writes', async () => {
    const fixture = new StorageFixture(storage);
    const [anna] = await fixture.people(1);
    if (!anna) throw new Error('one person');
    const group = await fixture.group(anna);
    for (let i = 0; i < 20; i++) await fixture.send(group, anna);
    await keeper.createAt(backup());
    await restoreBackup(backup(), backup('restored'), 'x', signal);
    await storage.close();
    const digests = digestDatabase(join(data, 'relay.db'));
    expect(digests.find(({ table }) => table === 'event')?.rows).toBe(21);
    expect(digestDatabase(join(root, 'restored/relay.db'))).toEqual(digests);
  });

  it('holds the certificate that clients have pinned, readable by its owner alone, however the backup was stored', async () => {
    const { fingerprint } = await ownCertificate(data, 1_800_000_000_000);
    await keeper.createAt(backup());
    expect(statSync(join(backup(), 'tls.pem')).mode & 0o777).toBe(0o600);
    chmodSync(join(backup(), 'tls.pem'), 0o644);
    await restoreBackup(backup(), backup('restored'), 'x', signal);
    expect(statSync(join(root, 'restored/tls.pem')).mode & 0o777).toBe(0o600);
    expect((await ownCertificate(backup('restored'), 1_900_000_000_000)).fingerprint).toBe(fingerprint);
  });

  it('names the place where the contents of files lie, when that is not the data folder', async () => {
    expect(await keeper.createAt(backup('whole'))).not.toHaveProperty('filesElsewhere');
    const place = 'https://s3.example.com/yidu';
    await noteFilesElsewhere(data, place);
    // What a node is putting together for there is no data of its own.
    mkdirSync(join(data, 'arrivals'));
    writeFileSync(join(data, 'arrivals', 'half'), 'x');
    const made = await keeper.createAt(backup());
    expect(made).toMatchObject({ files: 1, filesElsewhere: place });
    expect(await keeper.filesElsewhere()).toBe(place);
    expect(await verifyBackup(backup(), signal)).toEqual(made);
    expect(printedBackup('saved', made).text).toContain(
      `not in it: the contents of files, which lie in ${place}`,
    );
    await restoreBackup(backup(), join(root, 'restored'), 'x', signal);
    await noteFilesElsewhere(data, undefined);
    expect(await keeper.createAt(backup('again'))).not.toHaveProperty('filesElsewhere');
  });

  it('that the disk has no room for is refused with disk_full, and so is one whose disk is full when it is told', async () => {
    // A device that is always full.
    await expectCode(storage.snapshot('/dev/full'), 'disk_full');
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    await expectCode(keeperOver(() => Promise.reject(full)).createAt(backup()), 'disk_full');
    expect(readdirSync(root)).toEqual(['data']);
    // As the command line has it where nobody may write.
    writeFileSync(join(root, 'a file'), '');
    await expectCode(keeper.createAt(join(root, 'a file', 'backup')), 'store_failed');
  });

  it('holds what is uploaded while it is made, none of the other backups, and misses nothing for what goes', async () => {
    upload('stays', 'a');
    const slow = keeperOver(async (file) => {
      upload('meanwhile', 'b');
      await storage.snapshot(file);
    });
    await slow.create();
    await keeper.createAt(backup());
    const { files } = JSON.parse(readFileSync(join(backup(), MANIFEST), 'utf8')) as {
      files: { path: string }[];
    };
    expect(files.map(({ path }) => path)).toEqual(['relay.db', 'files/ab/meanwhile', 'files/ab/stays']);
    // As a relay leaves it that is killed just before the end.
    cpSync(backup(), join(data, 'backups/2026.x.partial'), { recursive: true });
    expect((await keeper.list()).map(({ files: count }) => count)).toEqual([3]);
  });

  it('is refused where something is, inside the data, at a relative place, and beside another one', async () => {
    mkdirSync(backup());
    await expectCode(keeper.createAt(backup()), 'bad_args');
    await expectCode(keeper.createAt(join(data, 'files/backup')), 'bad_args');
    await expectCode(keeper.createAt('backup'), 'bad_args');
    const first = keeper.createAt(backup('first'));
    await expectCode(keeper.createAt(backup('second')), 'busy');
    await first;
    expect(readdirSync(root).sort()).toEqual(['backup', 'data', 'first']);
  });

  it('that fails or is cancelled leaves nothing behind', async () => {
    const failing = keeperOver(() => Promise.reject(new Error('EIO')));
    await expectCode(failing.createAt(backup()), 'store_failed');
    const cancelled = keeperOver(async (file) => {
      void cancelled.close();
      await storage.snapshot(file);
    });
    upload('one', 'first');
    await expect(cancelled.createAt(backup())).rejects.toThrow();
    expect(readdirSync(root)).toEqual(['data']);
  });
});

describe('a damaged backup', () => {
  beforeEach(async () => {
    upload('one', 'first');
    await keeper.createAt(backup());
  });

  async function expectRefused(code: 'store_failed' | 'not_found' | 'store_newer'): Promise<void> {
    await expectCode(restoreBackup(backup(), backup('restored'), 'x', signal), code);
    expect(readdirSync(root).sort()).toEqual(['backup', 'data']);
  }

  it('is found out by one changed byte', async () => {
    const file = join(backup(), 'relay.db');
    const bytes = readFileSync(file);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    await expectCode(verifyBackup(backup(), signal), 'store_failed');
    await expectRefused('store_failed');
  });

  it('is found out by a file that is missing, and by one too many', async () => {
    writeFileSync(join(backup(), 'files/stranger'), 'x');
    await expectRefused('store_failed');
    rmSync(join(backup(), 'files'), { recursive: true });
    await expectRefused('store_failed');
  });

  it('is refused without a manifest, with one that leads elsewhere, and with one of another format', async () => {
    const file = join(backup(), MANIFEST);
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as { files: { path: string }[] };
    for (const path of ['../data/relay.db', '/etc/passwd', 'files/../../x', 'C:x', 'a\\b', '']) {
      const files = [{ ...manifest.files[0], path }];
      writeFileSync(file, JSON.stringify({ ...manifest, files }));
      await expectRefused('store_failed');
    }
    writeFileSync(file, JSON.stringify({ ...manifest, format: 2 }));
    await expectRefused('store_failed');
    rmSync(file);
    await expectRefused('not_found');
  });

  it('of a later version, or whose database was none, is refused though its hashes are right', async () => {
    const newer = new Database(join(data, 'newer.db'));
    newer.pragma('user_version = 100000');
    newer.close();
    const copy = (from: string) => (to: string) => copyFile(from, to);
    rmSync(backup(), { recursive: true });
    await keeperOver(copy(join(data, 'newer.db'))).createAt(backup());
    await expectRefused('store_newer');
    rmSync(backup(), { recursive: true });
    writeFileSync(join(data, 'none.db'), 'x'.repeat(10_000));
    await keeperOver(copy(join(data, 'none.db'))).createAt(backup());
    await expectRefused('store_failed');
  });

  it('is never restored over something', async () => {
    mkdirSync(backup('restored'));
    await expectCode(restoreBackup(backup(), backup('restored'), 'x', signal), 'bad_args');
    expect(existsSync(join(root, 'restored/relay.db'))).toBe(false);
  });

  it('is never restored into itself, and one whose restoration is stopped leaves nothing behind', async () => {
    await expectCode(restoreBackup(backup(), backup('backup/restored'), 'x', signal), 'bad_args');
    expect(await verifyBackup(backup(), signal)).toMatchObject({ name: 'backup' });
    const stopped = AbortSignal.abort(new AppError('cancelled', 'stopped'));
    await expectCode(restoreBackup(backup(), backup('restored'), 'x', stopped), 'cancelled');
    expect(readdirSync(root).sort()).toEqual(['backup', 'data']);
  });
});
