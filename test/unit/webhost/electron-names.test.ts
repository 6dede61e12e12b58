import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as standIn from '../../../src/webhost/electron/index.ts';
import * as desktop from '../../e2e/support/desktop/electron.ts';

const SRC = join(import.meta.dirname, '../../../src');

/** Values, not types, that the files of a folder import from `electron`. */
function importedNames(folder: string): string[] {
  return readdirSync(join(SRC, folder)).flatMap((file) => {
    const source = readFileSync(join(SRC, folder, file), 'utf8');
    return [...source.matchAll(/import \{([^}]+)\} from 'electron'/g)].flatMap(([, names = '']) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.startsWith('type ')),
    );
  });
}

it('stands in for exactly what the main process imports from Electron', () => {
  const names = new Set(importedNames('main/platform'));
  expect(names.size).toBeGreaterThan(0);
  expect(Object.keys(standIn).sort()).toEqual([...names].sort());
});

it('is whole where the tests give it a desktop', () => {
  expect(Object.keys(desktop).sort()).toEqual(Object.keys(standIn).sort());
});

it('gives the preload script what it imports', () => {
  const runtime = readFileSync(join(SRC, 'webhost/page-runtime.ts'), 'utf8');
  const [, members = ''] = /const electron = \{\n([\s\S]*?)\n {2}\};/.exec(runtime) ?? [];
  const provided = [...members.matchAll(/^ {4}(\w+): \{/gm)].map(([, name]) => name);
  expect(provided.sort()).toEqual(importedNames('preload').sort());
});
