import { readFileSync } from 'node:fs';
import { readLicences } from '../../src/main/ipc/licences.ts';
import { inRoot } from '../paths.ts';

/** The text of `LICENSES.txt`: Yidu's own licence, and those of all packages that the build has found in what it made. */
export async function licences(): Promise<string> {
  const parts = (await readLicences(inRoot('out/licences'))).map(
    ({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text}`,
  );
  const own = `Yidu\n\n${readFileSync(inRoot('LICENSE'), 'utf8').trim()}`;
  return `${[own, ...parts].join(`\n\n${'-'.repeat(72)}\n\n`)}\n`;
}
