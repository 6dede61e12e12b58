import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { LicensedPart } from '../src/shared/ipc/licensed-part.ts';

// By the folder that the build runs in, as everything in its configurations: this file is bundled into them.
const MODULES = resolve('node_modules');
const LICENCES = resolve('out/licences');

/** What of a build's result is looked at; rolldown's fits. */
interface Chunk {
  readonly type: string;
  readonly moduleIds?: readonly string[];
  readonly imports?: readonly string[];
}

/** The folder of the package that a module belongs to; `undefined`: it is our own. */
export function packageFolder(module: string): string | undefined {
  const path = module.replace(/^\0+/, '').replace(/\?.*$/, '');
  const marker = `${sep}node_modules${sep}`;
  const at = path.lastIndexOf(marker);
  if (at === -1) return undefined;
  const [scope = '', name = ''] = path.slice(at + marker.length).split(sep);
  return path.slice(0, at + marker.length) + (scope.startsWith('@') ? join(scope, name) : scope);
}

/** Packages that are installed beside the bundle: those named, and all that they need in turn. */
export function installedFolders(names: readonly string[], modules = MODULES): string[] {
  const found = new Set<string>();
  function visit(name: string, from: string): void {
    // As Node looks: in the package's own folder first, then further out.
    const folder = [join(from, 'node_modules', name), join(modules, name)].find((path) => existsSync(path));
    if (folder === undefined || found.has(folder)) return;
    found.add(folder);
    const { dependencies = {} } = readManifest(folder);
    for (const needed of Object.keys(dependencies)) visit(needed, folder);
  }
  for (const name of names) visit(name, modules);
  return [...found];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function readManifest(folder: string): Manifest {
  // npm has installed by it.
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** What a package says of its licence. Throws for one that says nothing: such a package cannot be given on. */
export function licenceOf(folder: string): LicensedPart {
  const { name, version, license } = readManifest(folder);
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
  if (!license && text === '') throw new Error(`${name} has no licence`);
  return { name, version, licence: license ?? '', text };
}

/**
 * Vite's plugin that writes `out/licences/<name>.json` of all packages in a bundle, of those installed beside it because the bundle
 * requires them, and of those that `also` names, without what they need to be installed.
 */
export function bundledLicences(name: string, also: readonly string[] = []) {
  return {
    name: 'bundled-licences',
    generateBundle(_options: unknown, bundle: Readonly<Record<string, Chunk>>): void {
      const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
      const inside = chunks.flatMap(({ moduleIds = [] }) =>
        moduleIds.flatMap((id) => packageFolder(id) ?? []),
      );
      const beside = installedFolders(chunks.flatMap(({ imports = [] }) => imports));
      const named = also.map((one) => join(MODULES, one));
      const parts = [...new Set([...inside, ...beside, ...named])].map(licenceOf);
      mkdirSync(LICENCES, { recursive: true });
      writeFileSync(join(LICENCES, `${name}.json`), JSON.stringify(parts));
    },
  };
}
