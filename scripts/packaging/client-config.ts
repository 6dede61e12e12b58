import { readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import type { Configuration } from 'electron-builder';
import * as z from 'zod';
import { installedFolders } from '../bundled-licences.ts';
import { CLIENT, filesOf, modulesOf } from './built-files.ts';
import { setFuses } from './fuses.ts';
import { ARCHIVE_FILE } from '../../src/shared/archive/format.ts';
import { readUpdateKey } from '../../src/main/updates/read-statement.ts';

/** A platform and its processors, as Node names them. */
export interface Target {
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** More than one: a universal program. */
  readonly archs: readonly ('x64' | 'arm64')[];
}

/** Of the environment; a workflow gives what is not set as ''. */
function given(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

/** Where clients without a relay that serves updates would look; a build without it looks nowhere else. */
function updateUrl(): string | null {
  const url = given('YIDU_UPDATE_URL') ?? null;
  // The client that is built with it would not start.
  if (
    !z
      .url({ protocol: /^https?$/ })
      .nullable()
      .safeParse(url).success
  )
    throw new Error('YIDU_UPDATE_URL is no URL');
  return url;
}

/** Whose signature updates must have: a public Ed25519 key, SPKI, base64. Without one a build installs no updates. */
function updateKey(): string | null {
  const key = given('YIDU_UPDATE_KEY') ?? null;
  if (key !== null && !readUpdateKey(key)) throw new Error('YIDU_UPDATE_KEY is no public Ed25519 key');
  return key;
}

const NATIVE = ['better-sqlite3', 'better-sqlite3-multiple-ciphers'];

/** Packages under `dependencies` that only the standalone relay loads; electron-builder would take them all. */
function notTheClients(): readonly string[] {
  const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
  const { dependencies } = z.object({ dependencies: z.record(z.string(), z.string()) }).parse(manifest);
  const loaded = new Set(installedFolders(modulesOf(CLIENT)));
  return installedFolders(Object.keys(dependencies))
    .filter((folder) => !loaded.has(folder))
    .map((folder) => `!${relative('.', folder).replaceAll('\\', '/')}{,/**}`);
}

/** What goes into the packages of a platform; which of them are made, and with which Electron, is said by `scripts/packaging`. */
export function clientConfig({ platform, archs }: Target): Configuration {
  const prebuilds = archs.map((arch) => `${platform}-${arch}.node`);
  const url = updateUrl();
  return {
    appId: 'app.yidu.client',
    productName: 'Yidu',
    copyright: 'Copyright © 2026 the authors of Yidu',
    artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
    files: [
      'package.json',
      ...filesOf(CLIENT).map((file) => `out/${file}`),
      // One prebuilt binary each, no sources and no others; better-sqlite3 looks for it in this place.
      ...NATIVE.flatMap((name) => [
        `!node_modules/${name}/{deps,src,binding.gyp,docs}{,/**}`,
        `!node_modules/${name}/prebuilds/!(${prebuilds.join('|')})`,
      ]),
      ...notTheClients(),
      // Headers, for who compiles them.
      '!node_modules/node-addon-api{,/**}',
      '!node_modules/**/{test,tests,bench,benchmarks,benchmark,docs,example,examples,fixtures,.*}{,/**}',
      '!node_modules/**/{test,bench,check,example,benchmark,eslint.config}.js',
      '!node_modules/**/*.{md,ts,mts,cts,map,tsbuildinfo,html,sh,h,c,gyp,gypi}',
      '!node_modules/**/tsconfig.json',
    ],
    extraResources: [{ from: 'dist/.licences/client.txt', to: 'LICENSES.txt' }],
    extraMetadata: {
      desktopName: 'yidu.desktop',
      updates: { url, key: updateKey() },
    },
    asar: { smartUnpack: false },
    // The system's loader cannot look into the archive; all else stays in it, where it is under its hash.
    asarUnpack: ['**/*.node'],
    npmRebuild: false,
    // Chromium's own words, in menus and dialogs.
    electronLanguages: ['en', 'en-US', 'zh-CN', 'zh_CN'],
    // Ours knows one fuse more than electron-builder's copy.
    afterPack: ({ appOutDir, electronPlatformName, packager }) => {
      const { productFilename } = packager.appInfo;
      const name = { linux: 'yidu', darwin: `${productFilename}.app`, win32: `${productFilename}.exe` };
      const program = Object.entries(name).find(([key]) => key === electronPlatformName)?.[1];
      if (program === undefined) throw new Error(`no fuses for ${electronPlatformName}`);
      return setFuses(join(appOutDir, program));
    },
    protocols: [{ name: 'Yidu', schemes: ['yidu'] }],
    // An export is a folder, which systems open by themselves; this file in it stands for the whole (docs/archive-format.md).
    fileAssociations: [
      {
        ext: extname(ARCHIVE_FILE).slice(1),
        name: 'Yidu archive',
        description: 'Yidu archive',
        mimeType: 'application/x-yidu-archive',
        role: 'Viewer',
      },
    ],
    // Its presence has electron-builder write app-update.yml, which electron-updater wants; where updates come from is said when the
    // program runs.
    publish: [{ provider: 'generic', url: url ?? 'https://updates.invalid' }],
    linux: {
      executableName: 'yidu',
      icon: 'packaging/icons',
      category: 'Network;InstantMessaging',
      synopsis: 'Team messenger that knows who has read what',
      desktop: { entry: { StartupWMClass: 'Yidu', Keywords: 'chat;messenger;im;已读;' } },
      executableArgs: ['--'],
    },
    win: { icon: 'packaging/icons/icon.ico', target: [{ target: 'nsis', arch: ['x64'] }] },
    nsis: {
      // For one user and without an administrator; an update does not ask for one either.
      perMachine: false,
      oneClick: true,
      deleteAppDataOnUninstall: false,
    },
    mac: {
      icon: 'packaging/icons/icon.icns',
      category: 'public.app-category.social-networking',
      // The disk image is what people open, the archive what updates need.
      target: [
        { target: 'dmg', arch: ['universal'] },
        { target: 'zip', arch: ['universal'] },
      ],
      // Both prebuilt binaries are in both halves, and each is for one processor.
      x64ArchFiles: '**/prebuilds/darwin-*.node',
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: 'packaging/mac/entitlements.plist',
      entitlementsInherit: 'packaging/mac/entitlements.plist',
      // Signed when CSC_LINK is there, and shown to Apple when these are too.
      notarize: given('APPLE_API_KEY') !== undefined || given('APPLE_ID') !== undefined,
    },
  };
}
