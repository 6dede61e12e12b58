import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { electronBinary } from '../electron-binary.ts';
import { inRoot } from '../paths.ts';
import { standInBinary } from './stand-in-binary.ts';

/** Where the Electron in the packages comes from. */
export type ElectronDist =
  /** A folder with the real one, for this platform. */
  | { readonly kind: 'installed'; readonly folder: string }
  /** electron-builder downloads it. */
  | { readonly kind: 'download' }
  /** A folder that has its shape and cannot run. */
  | { readonly kind: 'stand-in'; readonly folder: string; readonly why: string };

/** The version of the `electron` package that is installed. */
export function electronVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(inRoot('node_modules/electron/package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}

/** The real one where it is or can be had; `unreachable` says why it cannot be downloaded. */
export function electronDist(unreachable: string | undefined): ElectronDist {
  const binary = electronBinary();
  if (binary !== undefined && process.platform !== 'darwin')
    return { kind: 'installed', folder: dirname(binary) };
  if (unreachable === undefined) return { kind: 'download' };
  return { kind: 'stand-in', folder: standInFolder(), why: unreachable };
}

/**
 * A folder with what packaging looks at in Electron's own for Linux. Its binary says what it is and ends; it has the fuses' place, so
 * that setting and reading them back is really done.
 */
export function standInFolder(): string {
  const folder = inRoot('dist/.electron-stand-in');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const executable = { mode: 0o755 };
  writeFileSync(join(folder, 'electron'), standInBinary(), executable);
  writeFileSync(join(folder, 'chrome-sandbox'), '#!/bin/sh\nexit 1\n', executable);
  writeFileSync(join(folder, 'version'), electronVersion());
  for (const language of ['en-US', 'zh-CN', 'de']) writeFileSync(join(folder, `locales/${language}.pak`), '');
  const licence = inRoot('node_modules/electron/LICENSE');
  if (existsSync(licence)) writeFileSync(join(folder, 'LICENSE'), readFileSync(licence));
  return folder;
}
