import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { build, Arch, Platform } from 'electron-builder';
import { inRoot, ROOT } from '../paths.ts';
import { clientConfig } from './client-config.ts';
import { type ElectronDist, electronVersion } from './electron-dist.ts';
import { licences } from './licences.ts';
import { BUDGETS, bytesOf, type Weight } from './sizes.ts';

/** What electron-builder makes on this platform, once its tools can be had. */
export const INSTALLERS = { linux: ['AppImage'], win32: ['nsis'], darwin: ['dmg', 'zip'] } as const;

export type PackagedPlatform = keyof typeof INSTALLERS;

/** The platform this machine packages for; throws where there is no client. */
export function packagedPlatform(): PackagedPlatform {
  const { platform } = process;
  if (platform === 'linux' || platform === 'win32' || platform === 'darwin') return platform;
  throw new Error(`there is no client for ${platform}`);
}

/** Runs electron-builder: the unpacked program, and the installers asked for, below `into`. Gives the folder of the unpacked one. */
export async function packClient(
  dist: ElectronDist,
  installers: readonly string[],
  into = inRoot('dist'),
): Promise<string> {
  const platform = packagedPlatform();
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
  mkdirSync(inRoot('dist/.licences'), { recursive: true });
  writeFileSync(inRoot('dist/.licences/client.txt'), await licences());
  const isMac = platform === 'darwin';
  const electron = dist.kind === 'download' ? {} : { electronDist: dist.folder };
  const output = join(into, unpackedFolder(platform, arch));
  rmSync(output, { recursive: true, force: true });
  const builderArch = isMac ? Arch.universal : arch === 'arm64' ? Arch.arm64 : Arch.x64;
  await build({
    projectDir: ROOT,
    targets: { linux: Platform.LINUX, win32: Platform.WINDOWS, darwin: Platform.MAC }[platform].createTarget(
      ['dir', ...installers],
      builderArch,
    ),
    publish: 'never',
    config: {
      ...clientConfig({ platform, archs: isMac ? ['x64', 'arm64'] : [arch] }),
      directories: { output: into, buildResources: 'packaging' },
      electronVersion: electronVersion(),
      ...electron,
    },
  });
  return output;
}

function unpackedFolder(platform: PackagedPlatform, arch: 'x64' | 'arm64'): string {
  if (platform === 'darwin') return 'mac-universal';
  const name = platform === 'win32' ? 'win' : 'linux';
  return `${name}${arch === 'arm64' ? '-arm64' : ''}-unpacked`;
}

/** Where the archive lies in the unpacked program. */
export function archiveIn(unpacked: string): string {
  return process.platform === 'darwin'
    ? join(unpacked, 'Yidu.app/Contents/Resources/app.asar')
    : join(unpacked, 'resources/app.asar');
}

/** What the unpacked program consists of. */
export function weighClient(unpacked: string): readonly Weight[] {
  const archive = archiveIn(unpacked);
  let ours = 0;
  let packages = 0;
  for (const entry of listPackage(archive, { isPack: false })) {
    const path = entry.replaceAll('\\', '/').replace(/^\//, '');
    // Native modules lie beside the archive, folders weigh nothing.
    if (path.endsWith('.node') || !/\.\w+$|LICENSE/i.test(path)) continue;
    const bytes = sizeIn(archive, path);
    if (path.startsWith('node_modules/')) packages += bytes;
    else ours += bytes;
  }
  const native = bytesOf(`${archive}.unpacked`);
  const licenceBytes = bytesOf(join(archive, '../LICENSES.txt'));
  return [
    { part: 'our code', bytes: ours, budget: BUDGETS['our code'] },
    { part: 'packages in the archive', bytes: packages, budget: BUDGETS['packages in the archive'] },
    { part: 'native modules', bytes: native, budget: BUDGETS['native modules'] },
    { part: 'licences', bytes: licenceBytes, budget: BUDGETS.licences },
    { part: 'Electron', bytes: bytesOf(unpacked) - bytesOf(archive) - native - licenceBytes },
  ];
}

function sizeIn(archive: string, path: string): number {
  try {
    return extractFile(archive, path).byteLength;
  } catch {
    // A folder with a dot in its name.
    return 0;
  }
}
