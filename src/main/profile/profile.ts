import { join } from 'node:path';
import * as z from 'zod';
import { DEFAULT_SETTINGS, FIRST_VIEW, Settings, View } from '../../shared/ipc/views.ts';
import { Fingerprint } from '../../shared/model/fingerprint.ts';
import { ConversationId, UserId } from '../../shared/model/ids.ts';
import { Person } from '../../shared/model/person.ts';
import { ProxySettings } from '../../shared/model/proxy-settings.ts';
import { jsonFile, type JsonFile } from './json-file.ts';

/** A device token on disk: sealed with the key of the operating system's keychain where there is one. */
export const StoredToken = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sealed'), base64: z.string() }),
  z.object({ kind: z.literal('plain'), token: z.string() }),
]);
export type StoredToken = z.infer<typeof StoredToken>;

/** The signed-in account of a profile. */
export const StoredAccount = z.object({
  me: Person,
  relayUrl: z.string(),
  relayName: z.string(),
  /** Of the one certificate that is accepted of this relay. */
  fingerprint: Fingerprint.optional(),
  token: StoredToken,
});
export type StoredAccount = z.infer<typeof StoredAccount>;

/** The relay that runs inside this client. It outlives a sign-out: others use it too. */
export const StoredHosting = z.object({
  name: z.string().min(1).max(120),
  port: z.int().min(1).max(65_535),
  /** Colleagues on the network reach it, over TLS; otherwise only this computer does. */
  network: z.boolean().optional(),
});
export type StoredHosting = z.infer<typeof StoredHosting>;

/** A file of an earlier version lacks what has come since; the rest of it holds. */
const StoredSettings = z
  .record(z.string(), z.unknown())
  .transform((stored) => ({ ...DEFAULT_SETTINGS, ...stored }))
  .pipe(Settings);

/** By which proxies relays are reached. */
export const StoredProxy = z.object({ settings: ProxySettings, password: StoredToken.optional() });
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
  readonly account: JsonFile<StoredAccount | null>;
  readonly hosting: JsonFile<StoredHosting | null>;
  readonly settings: JsonFile<Settings>;
  readonly proxy: JsonFile<StoredProxy>;
  readonly window: JsonFile<StoredWindow | null>;
  readonly windows: JsonFile<StoredWindows>;
  readonly view: JsonFile<View>;
  /** Folder of the embedded relay's database. */
  readonly relayFolder: string;
  readonly logFolder: string;
  /** The store of one person; it stays for their next sign-in. */
  storeFile(me: UserId): string;
  /** Files that one person has sent and fetched. */
  mediaFolder(me: UserId): string;
}

/** Touches nothing on disk. */
export function openProfile(folder: string): Profile {
  return {
    account: jsonFile(join(folder, 'account.json'), StoredAccount.nullable(), null),
    hosting: jsonFile(join(folder, 'hosting.json'), StoredHosting.nullable(), null),
    settings: jsonFile(join(folder, 'settings.json'), StoredSettings, DEFAULT_SETTINGS),
    proxy: jsonFile(join(folder, 'proxy.json'), StoredProxy, { settings: { mode: 'system' } }),
    window: jsonFile(join(folder, 'window.json'), StoredWindow.nullable(), null),
    windows: jsonFile(join(folder, 'windows.json'), StoredWindows, { account: null, windows: [] }),
    view: jsonFile(join(folder, 'view.json'), View, FIRST_VIEW),
    relayFolder: join(folder, 'relay'),
    logFolder: join(folder, 'logs'),
    mediaFolder: (me) => join(folder, 'media', me),
    storeFile: (me) => join(folder, 'stores', `${me}.db`),
  };
}
