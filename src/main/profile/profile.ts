import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { DEFAULT_SETTINGS, FIRST_VIEW, Settings, View } from '../../shared/ipc/views.ts';
import { Fingerprint } from '../../shared/model/fingerprint.ts';
import { AccountId, ConversationId, UserId } from '../../shared/model/ids.ts';
import { Person } from '../../shared/model/person.ts';
import { ProxySettings } from '../../shared/model/proxy-settings.ts';
import { moveToAccountFolder } from './earlier-layout.ts';
import { jsonFile, type JsonFile } from './json-file.ts';
import { StoredGuesses, StoredSecret, StoredVault } from './stored-vault.ts';

/** A device token on disk: in a box of the profile's key. The others are of earlier versions, and sealed as that key is now. */
export const StoredToken = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('boxed'), box: z.string() }),
  z.object({ kind: z.literal('sealed'), base64: z.string() }),
  z.object({ kind: z.literal('plain'), token: z.string() }),
]);
export type StoredToken = z.infer<typeof StoredToken>;

/** A signed-in account. */
export const StoredAccount = z.object({
  me: Person,
  relayUrl: z.string(),
  relayName: z.string(),
  /** Of the one certificate that is accepted of this relay. */
  fingerprint: Fingerprint.optional(),
  token: StoredToken,
});
export type StoredAccount = z.infer<typeof StoredAccount>;

/** Who is signed in, in the order of signing in. */
export const StoredAccounts = z.object({
  /** The one that is shown; the first, where it is not among them. */
  active: AccountId.nullable(),
  accounts: z.array(AccountId),
});
export type StoredAccounts = z.infer<typeof StoredAccounts>;

/** The relay that runs inside this client. It outlives a sign-out: others use it too. */
export const StoredHosting = z.object({
  name: z.string().min(1).max(120),
  port: z.int().min(1).max(65_535),
  /** Colleagues on the network reach it, over TLS; otherwise only this computer does. */
  network: z.boolean().optional(),
  /** Whoever hosts has stopped it: it does not start by itself. */
  stopped: z.boolean().optional(),
});
export type StoredHosting = z.infer<typeof StoredHosting>;

/** A file of an earlier version lacks what has come since; the rest of it holds. */
const StoredSettings = z
  .record(z.string(), z.unknown())
  .transform((stored) => ({ ...DEFAULT_SETTINGS, ...stored }))
  .pipe(Settings);

/** By which proxies relays are reached. */
export const StoredProxy = z.object({ settings: ProxySettings, password: StoredSecret.optional() });
export type StoredProxy = z.infer<typeof StoredProxy>;

/** Where the window was; on which display, the coordinates tell. */
export const StoredWindow = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  maximized: z.boolean(),
});
export type StoredWindow = z.infer<typeof StoredWindow>;

/** Windows of conversations: those that open again, and where others were when they were closed. */
export const StoredWindows = z.object({
  account: UserId.nullable(),
  windows: z.array(StoredWindow.extend({ conversation: ConversationId, open: z.boolean() })).max(20),
});
export type StoredWindows = z.infer<typeof StoredWindows>;

/** Everything a profile folder holds, and the only place that knows its file names. */
export interface Profile {
  readonly accounts: JsonFile<StoredAccounts>;
  /** Of one account; `null` when it is signed out. */
  account(id: AccountId): JsonFile<StoredAccount | null>;
  readonly hosting: JsonFile<StoredHosting | null>;
  readonly settings: JsonFile<Settings>;
  readonly proxy: JsonFile<StoredProxy>;
  readonly window: JsonFile<StoredWindow | null>;
  readonly windows: JsonFile<StoredWindows>;
  readonly view: JsonFile<View>;
  readonly vault: JsonFile<StoredVault | null>;
  /** Where a vault whose key was lost is kept, a file for each: its keychain may be back. */
  lostVault(vault: StoredVault): JsonFile<StoredVault | null>;
  readonly guesses: JsonFile<StoredGuesses>;
  /** Folder of the embedded relay's database. */
  readonly relayFolder: string;
  readonly logFolder: string;
  /** The store of one account; it stays for their next sign-in. */
  storeFile(id: AccountId): string;
  /** Files that one account has sent and fetched. */
  mediaFolder(id: AccountId): string;
  /** Removes every account with its store and files. */
  removeAccounts(): Promise<void>;
  /** Resolves once no write to one of its documents is under way, however each ended. */
  settled(): Promise<void>;
}

/** Touches nothing on disk, except that what an earlier version left is moved to where it belongs now. */
export function openProfile(folder: string): Profile {
  moveToAccountFolder(folder);
  const writing = new Set<Promise<void>>();
  const document = <T>(path: string, schema: z.ZodType<T>, fallback: T): JsonFile<T> => {
    const file = jsonFile(path, schema, fallback);
    return {
      read: () => file.read(),
      async write(value) {
        const written = file.write(value);
        writing.add(written);
        try {
          await written;
        } finally {
          writing.delete(written);
        }
      },
    };
  };
  const ofAccount = (id: AccountId, name: string): string => join(folder, 'accounts', id, name);
  const accounts = document(join(folder, 'accounts.json'), StoredAccounts, { active: null, accounts: [] });
  return {
    accounts,
    account: (id) => document(ofAccount(id, 'account.json'), StoredAccount.nullable(), null),
    hosting: document(join(folder, 'hosting.json'), StoredHosting.nullable(), null),
    settings: document(join(folder, 'settings.json'), StoredSettings, DEFAULT_SETTINGS),
    proxy: document(join(folder, 'proxy.json'), StoredProxy, { settings: { mode: 'system' } }),
    window: document(join(folder, 'window.json'), StoredWindow.nullable(), null),
    windows: document(join(folder, 'windows.json'), StoredWindows, { account: null, windows: [] }),
    view: document(join(folder, 'view.json'), View, FIRST_VIEW),
    vault: document(join(folder, 'vault.json'), StoredVault.nullable(), null),
    lostVault: (vault) => {
      const name = createHash('sha256').update(JSON.stringify(vault)).digest('hex').slice(0, 8);
      return document(join(folder, `vault.lost-${name}.json`), StoredVault.nullable(), null);
    },
    guesses: document(join(folder, 'guesses.json'), StoredGuesses, { wrong: 0, at: 0 }),
    relayFolder: join(folder, 'relay'),
    logFolder: join(folder, 'logs'),
    mediaFolder: (id) => ofAccount(id, 'media'),
    storeFile: (id) => ofAccount(id, 'store.db'),
    async removeAccounts() {
      // The list first: a crash in between leaves nobody signed in, and folders that nobody asks for.
      await accounts.write({ active: null, accounts: [] });
      await rm(join(folder, 'accounts'), { recursive: true, force: true });
    },
    async settled() {
      while (writing.size > 0) await Promise.allSettled(writing);
    },
  };
}
