import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from '../../scripts/paths.ts';

/** A step of the schema that only the next version has. */
export interface NextStep {
  readonly version: number;
  readonly oldest: number;
  readonly sql: string;
}

/** A relay of a later version, made of these sources. */
export interface NextVersion {
  readonly version: string;
  /** What Node runs. */
  readonly program: string;
  remove(): void;
}

const MIGRATE = 'src/relay/storage/postgres/migrations/migrate.ts';

/** Copies the sources, gives them the version 9.0.0, and adds these steps behind all others. Throws when the sources have changed their form. */
export function makeNextVersion(steps: readonly NextStep[]): NextVersion {
  const folder = mkdtempSync(join(tmpdir(), 'yidu-next-'));
  for (const name of ['src/relay', 'src/shared', 'package.json'])
    cpSync(inRoot(name), join(folder, name), { recursive: true });
  symlinkSync(inRoot('node_modules'), join(folder, 'node_modules'));
  const version = '9.0.0';
  change(join(folder, 'package.json'), /"version": "[^"]+"/, `"version": "${version}"`);
  const added = steps.map((step) => `  ${JSON.stringify(step)},\n`).join('');
  change(join(folder, MIGRATE), /,\n\];/, `,\n${added}];`);
  return {
    version,
    program: join(folder, 'src/relay/bin/relay.ts'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function change(file: string, what: RegExp, to: string): void {
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(what, () => to);
  if (changed === text) throw new Error(`${file} has nothing like ${what.source}`);
  writeFileSync(file, changed);
}
