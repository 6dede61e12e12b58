import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { ROOT } from '../paths.ts';

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
});

/** A package in node_modules. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** As it says itself, SPDX. */
  readonly licence: string;
  readonly folder: string;
  /** The files that hold its terms and notices. */
  readonly notices: readonly string[];
}

/** Packages with all that they depend on, sorted by name; throws for one that is not installed. */
export function withDependencies(names: readonly string[]): readonly InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  const waiting = names.map((name) => ({ name, from: ROOT }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const folder = folderOf(next.name, next.from);
    if (found.has(folder)) continue;
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    const { name, version, license, dependencies = {} } = manifest;
    const notices = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file));
    found.set(folder, { name, version, licence: license ?? 'see its files', folder, notices });
    for (const dependency of Object.keys(dependencies)) waiting.push({ name: dependency, from: folder });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** As Node looks for it: in the node_modules of the folder and of those around it. */
function folderOf(name: string, from: string): string {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (at === dirname(at)) throw new Error(`${name} is not installed`);
  }
}
