import { readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** A file of the console's page. */
export interface Asset {
  readonly contentType: string;
  readonly bytes: number;
  /** Its content; rejects when it is no longer there as it was. */
  readonly read: () => Promise<Buffer>;
  /** Its name changes with its content. */
  readonly isImmutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/**
 * The built page, by path below `/console/`; the page itself is ``. Its files are found now: what is asked for later is looked up
 * in this list and never becomes a path. Throws when the folder cannot be read.
 */
export function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const contentType = TYPES[/\.(\w+)$/.exec(entry.name)?.[1] ?? ''];
    if (!entry.isFile() || contentType === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = relative(folder, file).replaceAll('\\', '/');
    const isImmutable = path.startsWith('assets/');
    assets.set(path === 'index.html' ? '' : path, {
      contentType,
      bytes: statSync(file).size,
      read: () => readFile(file),
      isImmutable,
    });
  }
  return assets;
}
