import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { inRoot } from '../paths.ts';

/** What a program in `out/` begins with, and the folders that it serves as files. */
export interface Program {
  readonly entries: readonly string[];
  readonly folders: readonly string[];
}

/** The desktop client: Electron loads the first two, the others are its workers. */
export const CLIENT: Program = {
  entries: [
    'main/index.cjs',
    'preload/index.cjs',
    'main/store-worker.cjs',
    'main/archive-worker.cjs',
    'main/relay-worker.cjs',
    'main/relay-storage-worker.cjs',
  ],
  folders: ['renderer', 'console', 'licences'],
};

/** The standalone relay and its command line. */
export const RELAY: Program = {
  entries: ['main/relay.cjs', 'main/relay-storage-worker.cjs'],
  folders: ['console'],
};

// What the bundler writes: a relative path in one pair of quotes, whatever the kind of import.
const IMPORT = /\b(?:require|import)\(\s*["'`](\.{1,2}\/[^"'`$]+)["'`]\s*\)/g;
const MODULE = /\brequire\(\s*["'`]([^."'`/$][^"'`$]*)["'`]\s*\)/g;

/** The built files that a program can reach, as paths below `out/`, sorted; throws when one is missing. */
export function filesOf({ entries, folders }: Program, out = inRoot('out')): readonly string[] {
  const found = new Set<string>();
  const waiting = entries.map((entry) => join(out, entry));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    if (!existsSync(file)) throw new Error(`${relative(out, file)} is not built`);
    found.add(file);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(IMPORT))
      if (path !== undefined) waiting.push(resolve(dirname(file), path));
  }
  for (const folder of folders)
    for (const path of readdirSync(join(out, folder), { recursive: true, encoding: 'utf8' }))
      if (statSync(join(out, folder, path)).isFile()) found.add(join(out, folder, path));
  return [...found].map((file) => relative(out, file).replaceAll('\\', '/')).sort();
}

/** The packages that a program's files load from node_modules, sorted. */
export function modulesOf(program: Program, out = inRoot('out')): readonly string[] {
  const names = filesOf(program, out)
    .filter((file) => file.endsWith('.cjs'))
    .flatMap((file) => [...readFileSync(join(out, file), 'utf8').matchAll(MODULE)])
    .map(([, specifier = '']) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  return [...new Set(names)].filter((name) => existsSync(inRoot('node_modules', name))).sort();
}
