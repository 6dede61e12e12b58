import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { v7 } from 'uuid';
import { inRoot } from '../../scripts/paths.ts';
import type { AccountState, StoreRecovery } from '../../src/shared/ipc/views.ts';
import type { ErrorCode } from '../../src/shared/errors.ts';
import type { ConversationId } from '../../src/shared/model/ids.ts';
import { cutShort, pagesOf, spoil } from './damaged-file.ts';
import { freePort } from './free-port.ts';
import { openPage, type PageClient } from './page-client.ts';
import { startProcess, startRelay, type TestProcess } from './processes.ts';
import { openProfileStore } from './profile-store.ts';
import { ProtocolClient } from './protocol-client.ts';

/** A profile whose client has ended well: with history, a draft and an unsent message, and its relay gone. */
export interface LivedInProfile {
  readonly folder: string;
  /** Of the store in it. */
  readonly storeName: string;
  readonly conversation: ConversationId;
  /** Items of it: messages, and the event that made it. */
  readonly items: number;
  readonly draft: string;
}

const SENT = 40;

/** Makes one below `folder`; takes some seconds. */
export async function livedInProfile(folder: string): Promise<LivedInProfile> {
  const profile = join(folder, 'template');
  const port = await freePort();
  const relay = await startRelay(join(folder, 'relay'), port);
  const client = startProcess([inRoot('src/webhost/start.ts'), '--profile', profile, '--no-window']);
  try {
    const url = `ws://127.0.0.1:${port}/v1/socket`;
    const emma = await ProtocolClient.connect(url);
    const { user } = await emma.register('emma');
    const page = await openPage(await client.printed(/Yidu is at (\S+)/));
    const state = await page.ask('account.register', {
      url,
      name: 'lin',
      displayName: '林夕',
      password: 'correct horse',
    });
    if (state.kind !== 'ready') throw new Error('nobody is signed in');
    await page.until('session.get', {}, ({ kind }) => kind === 'online');
    const { id: conversation } = await page.ask('conversation.createDirect', { peer: user.id });
    const send = (text: string) =>
      page.ask('message.send', { conversation, content: { type: 'text', text } });
    for (let n = 1; n <= SENT; n++) await send(`message ${n}`);
    await page.until('timeline.page', { conversation, anchor: { at: 'latest' }, limit: 50 }, ({ items }) =>
      items.every((item) => item.kind !== 'message' || item.state.kind === 'sent'),
    );
    await relay.end('SIGKILL');
    await page.until('session.get', {}, ({ kind }) => kind !== 'online');
    await send('not sent yet');
    const draft = '草稿';
    await page.ask('draft.save', { conversation, text: draft, version: 0 });
    await client.end();
    const storeName = join('accounts', state.id, 'store.db');
    return { folder: profile, storeName, conversation, items: SENT + 2, draft };
  } finally {
    await Promise.all([relay.end('SIGKILL'), client.end('SIGKILL')]);
  }
}

/** As after a crash: the client will not trust the file. */
export function uncleanly(file: string): void {
  const db = openProfileStore(file);
  db.prepare("UPDATE meta SET value = '0' WHERE key = 'clean'").run();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** What can be wrong with a file of messages, and what the client must say of it. */
export interface StoreFault {
  readonly name: string;
  readonly damage: (file: string) => void;
  /** Another program's hold on it, and how it lets go. */
  readonly hold?: (file: string) => () => void;
  readonly truth:
    | { readonly kind: 'recovered'; readonly recovery: Partial<StoreRecovery> }
    | { readonly kind: 'blocked'; readonly error: ErrorCode };
}

const ALL = { reason: 'damaged', readable: true, unsent: 1, drafts: 1 } as const;
const NOTHING = { readable: false, unsent: 0, drafts: 0, messages: 0 } as const;

/** A fault of a file that was not closed well, which the client replaces. */
function recovered(
  name: string,
  recovery: Partial<StoreRecovery>,
  damage: (file: string) => void,
): StoreFault {
  return {
    name,
    truth: { kind: 'recovered', recovery },
    damage(file) {
      uncleanly(file);
      damage(file);
    },
  };
}

export const STORE_FAULTS: readonly StoreFault[] = [
  recovered('bit-flipped', ALL, (file) => spoil(file, pagesOf(file, 'item_seq', 'leaf', openProfileStore))),
  recovered('cut short', { reason: 'damaged' }, (file) => cutShort(file, 0.9)),
  recovered('empty', { ...NOTHING, reason: 'empty' }, (file) => writeFileSync(file, '')),
  recovered('no database', { ...NOTHING, reason: 'damaged' }, (file) =>
    writeFileSync(file, 'text '.repeat(5_000)),
  ),
  recovered('another program’s', { ...NOTHING, reason: 'foreign' }, (file) => {
    rmSync(file);
    const db = new Database(file);
    db.exec('CREATE TABLE moz_places (id INTEGER)');
    db.close();
  }),
  recovered('another account’s', { ...NOTHING, reason: 'foreign' }, (file) => {
    const db = openProfileStore(file);
    db.prepare("UPDATE meta SET value = ? WHERE key = 'me'").run(v7());
    db.close();
  }),
  {
    name: 'of a later version',
    truth: { kind: 'blocked', error: 'store_newer' },
    damage(file) {
      const db = openProfileStore(file);
      db.pragma('user_version = 9999');
      db.pragma('journal_mode = DELETE');
      db.close();
    },
  },
  {
    name: 'locked by another process',
    truth: { kind: 'blocked', error: 'store_locked' },
    damage: uncleanly,
    hold(file) {
      const db = openProfileStore(file);
      db.pragma('locking_mode = EXCLUSIVE');
      db.exec('BEGIN EXCLUSIVE');
      return () => db.close();
    },
  },
];

/** A client on a damaged copy of the profile, once it has answered who is signed in. */
export interface DamagedStart {
  readonly client: TestProcess;
  readonly page: PageClient;
  readonly state: AccountState;
  readonly file: string;
  /** The file as it was before the client saw it. */
  readonly bytes: Buffer;
  readonly letGo: () => void;
  /** From the start of the process to the answer, and from the moment that the page is up. */
  readonly wholeMs: number;
  readonly pageMs: number;
}

/** The caller ends the client, which `onStarted` is given as soon as it runs. */
export async function startDamaged(
  { folder, storeName }: LivedInProfile,
  { damage, hold }: StoreFault,
  onStarted: (client: TestProcess) => void,
): Promise<DamagedStart> {
  const profile = join(folder, '..', v7());
  cpSync(folder, profile, { recursive: true });
  const file = join(profile, storeName);
  damage(file);
  const bytes = readFileSync(file);
  // Closing a file lets go of all locks that this process has on it: after the last reading.
  const letGo = hold?.(file) ?? (() => undefined);
  const began = performance.now();
  const client = startProcess([inRoot('src/webhost/start.ts'), '--profile', profile, '--no-window']);
  onStarted(client);
  const page = await openPage(await client.printed(/Yidu is at (\S+)/));
  const up = performance.now();
  const state = await page.ask('account.get', {});
  const now = performance.now();
  return { client, page, state, file, bytes, letGo, wholeMs: now - began, pageMs: now - up };
}
