import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MakeId } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { BLOB_PARTS } from './blob-store.ts';
import { FolderBlobStore } from './folder-blob-store.ts';
import { FolderPieceStore } from './folder-piece-store.ts';

/** A folder that all nodes of a relay have, as NFS gives it: what one has renamed, the others see. */
export interface SharedFolder {
  readonly blobs: FolderBlobStore;
  readonly pieces: FolderPieceStore;
  /** Where files are put together that become contents. */
  readonly arrivals: string;
}

export interface SharedFolderDeps {
  readonly relayId: string;
  /** Whether the relay has complete files. */
  readonly hasContents: boolean;
  readonly now: () => number;
  readonly makeId: MakeId;
}

/** Whose folder it is. */
const MARK = 'relay-id';

/**
 * Makes what is missing in the folder, and tries what it must be able to do. Throws `folder_failed`, which names the setting, when it
 * cannot be written, is another relay's, whose contents would be taken for nobody's, or has nothing of a relay that has files: then
 * the disk is most likely not mounted.
 */
export async function openSharedFolder(folder: string, deps: SharedFolderDeps): Promise<SharedFolder> {
  const arrivals = join(folder, 'arrivals');
  try {
    await mkdir(arrivals, { recursive: true, mode: 0o700 });
    const pieces = await FolderPieceStore.open(join(folder, 'pieces'), deps.makeId);
    const blobs = await FolderBlobStore.open(join(folder, 'blobs'), deps.now, arrivals);
    await tryOut(folder, arrivals, deps.makeId());
    await claim(folder, blobs, deps);
    return { blobs, pieces, arrivals };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new AppError('folder_failed', `files-folder: ${folder} cannot be used (${reason})`, {
      cause: error,
    });
  }
}

/** Files come to their place by a rename between these folders. */
async function tryOut(folder: string, arrivals: string, name: string): Promise<void> {
  const [from, to] = [join(arrivals, name), join(folder, 'blobs', name)];
  try {
    await writeFile(from, name, { flag: 'wx', mode: 0o600 });
    await rename(from, to);
    if ((await readFile(to, 'utf8')) !== name) throw new Error('it gives other bytes than it was given');
  } finally {
    await rm(from, { force: true });
    await rm(to, { force: true });
  }
}

async function claim(
  folder: string,
  blobs: FolderBlobStore,
  { relayId, hasContents }: SharedFolderDeps,
): Promise<void> {
  const mark = join(folder, MARK);
  const owner = (): Promise<string | undefined> => readFile(mark, 'utf8').catch(ifMissing);
  if ((await owner()) === undefined) {
    if (hasContents && (await isEmpty(blobs))) {
      const advice = 'is its disk mounted, and were the contents of blobs/ copied into its folder blobs?';
      throw new AppError('folder_failed', `files-folder: ${folder} has none of the relay's files: ${advice}`);
    }
    // Of two nodes that come first, the second one reads what the first one has written.
    await writeFile(mark, relayId, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  }
  const found = await owner();
  // Empty for the moment in which the other node writes it.
  if (found !== relayId && found !== '') {
    throw new AppError('folder_failed', `files-folder: ${folder} belongs to another relay`);
  }
}

async function isEmpty(blobs: FolderBlobStore): Promise<boolean> {
  for (let part = 0; part < BLOB_PARTS; part++) if ((await blobs.list(part)).length > 0) return false;
  return true;
}

function ifMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
