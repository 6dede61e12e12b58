import { chmod, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { BackupSummary } from '../../shared/admin/admin-views.ts';
import { OWN_CERTIFICATE } from '../tls/own-certificate.ts';
import { filesElsewhere } from './files-elsewhere.ts';
import { copyDurably, filesBelow, flush, newFolder } from './folders.ts';
import { hashFile } from './hash-file.ts';
import { DATABASE, MANIFEST, type Manifest, type ManifestFile, summaryOf } from './manifest.ts';

export interface BackupRequest {
  /** Writes a copy of the database, as of one moment, to a new file. */
  readonly snapshot: (file: string) => Promise<void>;
  readonly dataFolder: string;
  /** Folders inside the data folder that are no data. */
  readonly without: readonly string[];
  /** The backup to be: a folder that does not exist yet. */
  readonly target: string;
  /** Makes the temporary name nobody else's. */
  readonly suffix: string;
  readonly now: number;
  readonly signal: AbortSignal;
}

/**
 * Copies a relay's data while it works: the database as of one moment, every file of every folder beside it that it may refer to,
 * and the certificate that its clients have pinned. What lies in another place than the data folder is named in the manifest and not
 * copied. Throws `bad_args` when the target exists, `disk_full`, `store_failed`, `cancelled`.
 */
export async function createBackup(request: BackupRequest): Promise<BackupSummary> {
  const { snapshot, target, suffix, now, signal } = request;
  let manifest: Manifest | undefined;
  await newFolder(target, suffix, async (temporary) => {
    // Before the database and once more after it: whatever it refers to was there at one of both times.
    const copied = new Set<string>();
    await copyFiles(request, temporary, copied);
    await snapshot(join(temporary, DATABASE));
    await chmod(join(temporary, DATABASE), 0o600);
    await flush(join(temporary, DATABASE));
    await copyFiles(request, temporary, copied);
    const files: ManifestFile[] = [];
    for (const path of [DATABASE, ...[...copied].sort()]) {
      files.push({ path, ...(await hashFile(join(temporary, path), signal)) });
    }
    const elsewhere = await filesElsewhere(request.dataFolder);
    manifest = {
      format: 1,
      createdAt: now,
      ...(elsewhere !== undefined && { filesElsewhere: elsewhere }),
      files,
    };
    const file = join(temporary, MANIFEST);
    await writeFile(file, `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });
    await flush(file);
  });
  return summaryOf(basename(target), manifest ?? { format: 1, createdAt: now, files: [] });
}

async function copyFiles(
  { dataFolder, without, signal }: BackupRequest,
  temporary: string,
  copied: Set<string>,
): Promise<void> {
  const left = new Set(without.map((folder) => resolve(folder)));
  for (const path of await filesBelow(dataFolder)) {
    signal.throwIfAborted();
    // What else lies in the folder itself is the open database and what the running relay put beside it.
    const top = path.split('/', 1)[0] ?? '';
    if ((top === path && path !== OWN_CERTIFICATE) || left.has(resolve(dataFolder, top)) || copied.has(path))
      continue;
    try {
      await copyDurably(join(dataFolder, path), join(temporary, path));
    } catch (error) {
      // Removed meanwhile: nothing refers to it any more.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') continue;
      throw error;
    }
    copied.add(path);
  }
}
