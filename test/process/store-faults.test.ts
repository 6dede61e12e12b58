import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { inRoot } from '../../scripts/paths.ts';
import type { ConversationId } from '../../src/shared/model/ids.ts';
import { cutShort, pagesOf, spoil } from '../support/damaged-file.ts';
import { freePort } from '../support/free-port.ts';
import { openPage, type PageClient } from '../support/page-client.ts';
import { startProcess, startRelay, type TestProcess } from '../support/processes.ts';
import { openProfileStore } from '../support/profile-store.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

const LIMIT_MS = 60_000;
/** The promise of [X10], counted from the moment that the page is up. */
const START_MS = 5_000;

let folder: string;
/** A profile whose client has ended well: with history, a draft and an unsent message, and its relay gone. */
let template: string;
let storeName: string;
let conversation: ConversationId;

function start(profile: string): TestProcess {
  const started = startProcess([inRoot('src/webhost/start.ts'), '--profile', profile, '--no-window']);
  onTestFinished(() => started.end('SIGKILL'));
  return started;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yidu-faults-'));
  template = join(folder, 'template');
  const port = await freePort();
  const relay = await startRelay(join(folder, 'relay'), port);
  const url = `ws://127.0.0.1:${port}/v1/socket`;
  const emma = await ProtocolClient.connect(url);
  const { user } = await emma.register('emma');
  const client = startProcess([inRoot('src/webhost/start.ts'), '--profile', template, '--no-window']);
  const page = await openPage(await client.printed(/Yidu is at (\S+)/));
  const state = await page.ask('account.register', {
    url,
    name: 'lin',
    displayName: '林夕',
    password: 'correct horse',
  });
  if (state.kind !== 'ready') throw new Error('nobody is signed in');
  storeName = join('accounts', state.id, 'store.db');
  await page.until('session.get', {}, ({ kind }) => kind === 'online');
  ({ id: conversation } = await page.ask('conversation.createDirect', { peer: user.id }));
  const send = (text: string) => page.ask('message.send', { conversation, content: { type: 'text', text } });
  for (let n = 1; n <= 40; n++) await send(`message ${n}`);
  await page.until('timeline.page', { conversation, anchor: { at: 'latest' }, limit: 50 }, ({ items }) =>
    items.every((item) => item.kind !== 'message' || item.state.kind === 'sent'),
  );
  await relay.end('SIGKILL');
  await page.until('session.get', {}, ({ kind }) => kind !== 'online');
  await send('not sent yet');
  await page.ask('draft.save', { conversation, text: '草稿', version: 0 });
  await client.end();
}, LIMIT_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A client on a copy of the profile, whose file has been damaged. */
async function startDamaged(
  damage: (file: string) => void,
  /** Closing a file lets go of all locks that this process has on it: after the last reading. */
  hold: (file: string) => void = () => undefined,
): Promise<{ page: PageClient; file: string; bytes: Buffer; ms: number }> {
  const profile = join(folder, v7());
  cpSync(template, profile, { recursive: true });
  const file = join(profile, storeName);
  damage(file);
  const bytes = readFileSync(file);
  hold(file);
  const client = start(profile);
  const page = await openPage(await client.printed(/Yidu is at (\S+)/));
  const before = performance.now();
  await page.ask('account.get', {});
  return { page, file, bytes, ms: performance.now() - before };
}

function uncleanly(file: string): void {
  const db = openProfileStore(file);
  db.prepare("UPDATE meta SET value = '0' WHERE key = 'clean'").run();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function otherProgram(file: string): void {
  rmSync(file);
  const db = new Database(file);
  db.exec('CREATE TABLE moz_places (id INTEGER)');
  db.close();
}

describe('[X10] a start with a file of messages that is', () => {
  const all = { reason: 'damaged', readable: true, unsent: 1, drafts: 1 } as const;
  const nothing = { readable: false, unsent: 0, drafts: 0, messages: 0 } as const;
  it.each([
    ['bit-flipped', (file: string) => spoil(file, pagesOf(file, 'item_seq', 'leaf', openProfileStore)), all],
    ['cut short', (file: string) => cutShort(file, 0.9), { reason: 'damaged' }],
    ['empty', (file: string) => writeFileSync(file, ''), { ...nothing, reason: 'empty' }],
    [
      'no database',
      (file: string) => writeFileSync(file, 'text '.repeat(5_000)),
      { ...nothing, reason: 'damaged' },
    ],
    ['another program’s', otherProgram, { ...nothing, reason: 'foreign' }],
    [
      'another account’s',
      (file: string) => {
        const db = openProfileStore(file);
        db.prepare("UPDATE meta SET value = ? WHERE key = 'me'").run(v7());
        db.close();
      },
      { ...nothing, reason: 'foreign' },
    ],
  ])(
    '%s succeeds, says so, and keeps the file',
    async (_, damage, expected) => {
      const { page, bytes, ms } = await startDamaged((file) => {
        uncleanly(file);
        damage(file);
      });
      expect(await page.ask('account.get', {})).toMatchObject({ kind: 'ready' });
      expect(ms).toBeLessThan(START_MS);
      const { recovery } = await page.ask('storage.get', {});
      expect(recovery).toMatchObject(expected);
      expect(readFileSync(recovery?.file ?? '')).toEqual(bytes);
      const { conversations } = await page.ask('conversation.list', {});
      if (recovery?.readable && recovery.drafts > 0) expect(conversations[0]?.draft).toBe('草稿');
      await page.ask('storage.seen', {});
      expect((await page.ask('storage.get', {})).recovery).toBeNull();
    },
    LIMIT_MS,
  );

  it(
    'of a later version is refused, says so, and touches nothing',
    async () => {
      const { page, file, bytes, ms } = await startDamaged((path) => {
        const db = openProfileStore(path);
        db.pragma('user_version = 9999');
        db.pragma('journal_mode = DELETE');
        db.close();
      });
      expect(await page.ask('account.get', {})).toMatchObject({ kind: 'blocked', error: 'store_newer' });
      expect(ms).toBeLessThan(START_MS);
      expect(readFileSync(file)).toEqual(bytes);
    },
    LIMIT_MS,
  );

  it(
    'locked by another process says so, and opens when it is not any more',
    async () => {
      const locker: { db?: Database.Database } = {};
      const { page, ms } = await startDamaged(uncleanly, (path) => {
        locker.db = openProfileStore(path);
        locker.db.pragma('locking_mode = EXCLUSIVE');
        locker.db.exec('BEGIN EXCLUSIVE');
      });
      expect(await page.ask('account.get', {})).toMatchObject({ kind: 'blocked', error: 'store_locked' });
      expect(ms).toBeLessThan(START_MS);
      locker.db?.close();
      expect(await page.ask('account.reopen', {})).toMatchObject({ kind: 'ready' });
      const { items } = await page.ask('timeline.page', {
        conversation,
        anchor: { at: 'latest' },
        limit: 50,
      });
      expect(items).toHaveLength(42);
      expect((await page.ask('storage.get', {})).recovery).toBeNull();
    },
    LIMIT_MS,
  );
});
