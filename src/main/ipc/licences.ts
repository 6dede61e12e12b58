import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { LicensedPart } from '../../shared/ipc/licensed-part.ts';

/** What the build has written of each bundle, together; each package of a version once, by name. Rejects if it was not built. */
export async function readLicences(folder: string): Promise<LicensedPart[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const lists = await Promise.all(
    files.map(async (name) =>
      z.array(LicensedPart).parse(JSON.parse(await readFile(join(folder, name), 'utf8'))),
    ),
  );
  const parts = new Map(lists.flat().map((part) => [`${part.name}@${part.version}`, part]));
  return [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
}
