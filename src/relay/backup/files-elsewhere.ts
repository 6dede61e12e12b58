import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In a data folder: where the contents of its relay's files lie, if that is not the data folder. */
const NOTE = 'files-elsewhere';

/** The longest place; what is longer is cut. */
export const MAX_PLACE = 1_000;

/** Notes it for backups, which may be made without the relay and what it was started with. `undefined`: they lie in the data folder. */
export async function noteFilesElsewhere(dataFolder: string, place: string | undefined): Promise<void> {
  const note = join(dataFolder, NOTE);
  if (place === undefined) await rm(note, { force: true });
  else await writeFile(note, place.slice(0, MAX_PLACE), { mode: 0o600 });
}

/** Where they lay when the relay was started last; `undefined`: in the data folder. */
export async function filesElsewhere(dataFolder: string): Promise<string | undefined> {
  try {
    return (await readFile(join(dataFolder, NOTE), 'utf8')).slice(0, MAX_PLACE);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
