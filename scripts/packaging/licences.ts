import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { inRoot } from '../paths.ts';
import { withDependencies } from './installed-packages.ts';

/** `from 'x'`, `import 'x'` and `import('x')` of packages; relative paths begin with a dot. */
const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*'((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^']*)?'/g;
/** Types, and what is there at run time in another way. */
const NOT_BUNDLED: ReadonlySet<string> = new Set([...builtinModules, 'electron', 'vite']);

/**
 * The text of `LICENSES.txt`: Yidu's own licence and those of all packages that sources in these folders of `src` import, with all
 * that those depend on. That is rather too many than too few: the bundler leaves out what is never reached.
 */
export function licences(folders: readonly string[], besides: readonly string[] = []): string {
  const names = new Set(besides);
  for (const folder of folders)
    for (const path of readdirSync(inRoot('src', folder), { recursive: true, encoding: 'utf8' }))
      if (/\.(?:ts|vue)$/.test(path))
        for (const [, name = ''] of readFileSync(inRoot('src', folder, path), 'utf8').matchAll(SPECIFIER))
          if (!name.startsWith('.') && !name.startsWith('node:') && !NOT_BUNDLED.has(name)) names.add(name);
  const parts = withDependencies([...names]).map(({ name, version, licence, folder, notices }) => {
    const texts = notices.map((file) => readFileSync(join(folder, file), 'utf8').trim());
    return [`${name} ${version} (${licence})`, '', ...texts].join('\n').trimEnd();
  });
  const own = `Yidu\n\n${readFileSync(inRoot('LICENSE'), 'utf8').trim()}`;
  return `${[own, ...parts].join(`\n\n${'-'.repeat(72)}\n\n`)}\n`;
}
