import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { closeDatabase, openDatabase, openForReading } from '../../../../src/main/store/database.ts';
import { encryptFile, type EncryptionStep } from '../../../../src/main/store/encrypt-file.ts';
import { createWriter } from '../../../../src/main/store/writer.ts';
import {
  ANNA,
  applyPush,
  head,
  ME,
  message,
  TEAM,
  temporaryFolder,
} from '../../../contract/client-store/fixture.ts';

const NOW = Date.UTC(2026, 6, 28, 10, 15);
const KEY = new Uint8Array(32).fill(7);
const OTHER = new Uint8Array(32).fill(8);
const SECRET = 'rosebud under the bridge';

function open(file: string, key?: Uint8Array) {
  return openDatabase({ file, me: ME, now: NOW, durability: 'process', key });
}

async function filled(file: string, key?: Uint8Array): Promise<void> {
  const { db } = open(file, key);
  const writer = createWriter(db, ME);
  await writer.applyHeads([head()], 1);
  await applyPush(writer, message(2, ANNA, SECRET));
  await writer.setDraft(TEAM, `draft: ${SECRET}`);
  writer.close();
}

/** Whether any file of the folder holds the words as they are. */
function readable(folder: string): boolean {
  return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(SECRET));
}

function drafts(file: string, key?: Uint8Array): unknown {
  const { db, quarantined } = open(file, key);
  const draft = db.prepare('SELECT draft FROM conversation').pluck().get();
  closeDatabase(db, true);
  return quarantined === null ? draft : 'quarantined';
}

describe('an encrypted store', () => {
  it('shows no words in any of its files, open or closed, and reads them with its key', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'store.db');
    const { db } = open(file, KEY);
    const writer = createWriter(db, ME);
    await writer.applyHeads([head()], 1);
    await applyPush(writer, message(2, ANNA, SECRET));
    expect(readdirSync(folder)).toContain('store.db-wal');
    expect(readable(folder)).toBe(false);
    const reader = openForReading(file, KEY);
    expect(reader.prepare('SELECT count(*) FROM item').pluck().get()).toBe(1);
    reader.close();
    writer.close();
    expect(readable(folder)).toBe(false);
    const plain = new Database(file);
    expect(() => plain.prepare('SELECT * FROM item').all()).toThrow(
      expect.objectContaining({ code: 'SQLITE_NOTADB' }),
    );
    plain.close();
  });

  it('[X10] of another key, or of none, is moved aside whole, and the start goes on', async () => {
    for (const key of [OTHER, undefined]) {
      const file = join(temporaryFolder(), 'store.db');
      await filled(file, KEY);
      const { db, quarantined } = open(file, key);
      closeDatabase(db, true);
      expect(quarantined).not.toBeNull();
      expect(drafts(quarantined ?? '', KEY)).toBe(`draft: ${SECRET}`);
    }
  });
});

describe('a damaged encrypted store', () => {
  it('is salvaged with its key: what only this device knew is in the one that takes its place', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'store.db');
    await filled(file, KEY);
    const size = statSync(file).size;
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(4_096, 0x5a), 0, 4_096, size - 4_096);
    closeSync(handle);
    const { db, quarantined } = openDatabase({
      file,
      me: ME,
      now: NOW,
      durability: 'process',
      key: KEY,
      suspected: true,
    });
    expect(quarantined).not.toBeNull();
    expect(db.prepare('SELECT draft FROM conversation').pluck().get()).toBe(`draft: ${SECRET}`);
    closeDatabase(db, true);
    expect(readable(folder)).toBe(false);
  });
});

describe('a plain store', () => {
  it('is encrypted when it is opened with a key, and keeps everything', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'store.db');
    await filled(file);
    expect(readable(folder)).toBe(true);
    expect(drafts(file, KEY)).toBe(`draft: ${SECRET}`);
    expect(readable(folder)).toBe(false);
    expect(readdirSync(folder)).toEqual(['store.db']);
    expect(drafts(file, KEY)).toBe(`draft: ${SECRET}`);
  });

  it('survives a crash before each step of that', async () => {
    const steps: EncryptionStep[] = ['fold', 'copy', 'encrypt', 'verify', 'replace'];
    for (const crash of steps) {
      const file = join(temporaryFolder(), 'store.db');
      await filled(file);
      expect(() =>
        encryptFile(file, KEY, (step) => {
          if (step === crash) throw new Error('power cut');
        }),
      ).toThrow('power cut');
      // A process that died would have left a half-written copy.
      writeFileSync(`${file}.encrypting`, 'half');
      expect(drafts(file, KEY)).toBe(`draft: ${SECRET}`);
      expect(existsSync(`${file}.encrypting`)).toBe(false);
    }
  });

  it('stays plain and in reach where there is no room for a copy, and is encrypted when there is', async () => {
    const file = join(temporaryFolder(), 'store.db');
    await filled(file);
    const { db } = openDatabase({
      file,
      me: ME,
      now: NOW,
      durability: 'process',
      key: KEY,
      encrypting(step) {
        if (step === 'copy')
          throw Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'copyfile' });
      },
    });
    expect(db.prepare('SELECT draft FROM conversation').pluck().get()).toBe(`draft: ${SECRET}`);
    const reader = openForReading(file, KEY);
    expect(reader.prepare('SELECT count(*) FROM item').pluck().get()).toBe(1);
    reader.close();
    closeDatabase(db, true);
    expect(readFileSync(file).includes(SECRET)).toBe(true);
    expect(drafts(file, KEY)).toBe(`draft: ${SECRET}`);
    expect(readFileSync(file).includes(SECRET)).toBe(false);
  });

  it('that is damaged or of another program is moved aside as ever, and not encrypted', () => {
    const file = join(temporaryFolder(), 'store.db');
    const foreign = new Database(file);
    foreign.exec('CREATE TABLE moz_places (id INTEGER)');
    foreign.close();
    const bytes = readFileSync(file);
    const { db, quarantined } = open(file, KEY);
    closeDatabase(db, true);
    expect(readFileSync(quarantined ?? '')).toEqual(bytes);
  });
});
