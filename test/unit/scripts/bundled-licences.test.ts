import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedFolders, licenceOf, packageFolder } from '../../../scripts/bundled-licences.ts';
import { inRoot } from '../../../scripts/paths.ts';
import { temporaryFolder } from '../../contract/client-store/fixture.ts';

describe('the licences of what is bundled', () => {
  it('are those of the packages that modules belong to', () => {
    expect(packageFolder('/a/src/main/index.ts')).toBeUndefined();
    expect(packageFolder('/a/node_modules/vue/dist/vue.js?v=1')).toBe('/a/node_modules/vue');
    expect(packageFolder('\0/a/node_modules/@lucide/vue/dist/x.mjs')).toBe('/a/node_modules/@lucide/vue');
    expect(packageFolder('/a/node_modules/b/node_modules/c/i.js')).toBe('/a/node_modules/b/node_modules/c');
  });

  it('are there for all that is installed beside the bundles, and for what that needs', () => {
    const folders = installedFolders(['pino', 'ws', 'better-sqlite3', 'better-sqlite3-multiple-ciphers']);
    const names = folders.map((folder) => licenceOf(folder).name);
    expect(names).toEqual(expect.arrayContaining(['pino', 'ws', 'better-sqlite3', 'sonic-boom']));
    expect(licenceOf(inRoot('node_modules/zod'))).toMatchObject({ licence: 'MIT' });
    for (const folder of folders) expect(licenceOf(folder).licence).not.toBe('');
  });

  it('must exist', () => {
    const folder = join(temporaryFolder(), 'nameless');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{"name":"nameless","version":"1.0.0"}');
    expect(() => licenceOf(folder)).toThrow('has no licence');
  });
});
