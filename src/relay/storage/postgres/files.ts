import { AppError } from '../../../shared/errors.ts';
import type { NewUpload, RemovedFiles } from '../file-port.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';

/** `createUpload` of the port. Runs inside a transaction. */
export async function createUpload(
  queries: Queries,
  upload: NewUpload,
): Promise<StorageResult<'createUpload'>> {
  await requireDevice(queries, upload.device);
  const { accounts, files } = queries;
  const owner = await accounts.activeKey(upload.owner);
  if (owner === undefined) throw new AppError('not_found');
  if (await files.get(upload.id)) return 'exists';
  if ((await files.openOf(owner)) >= upload.openUploads) return 'too-many';
  if ((await files.bytesOf(owner)) + upload.size > upload.quota) return 'quota';
  return (await files.insert(upload, owner)) ? 'created' : 'exists';
}

/** `removeFiles` of the port. Runs inside a transaction. */
export async function removeFiles(
  { files }: Queries,
  begunBefore: number,
  unusedBefore: number,
  limit: number,
): Promise<RemovedFiles> {
  const gone = await files.removable(begunBefore, unusedBefore, limit);
  for (const { id } of gone) await files.delete(id);
  const hashes = new Set(gone.flatMap(({ hash }) => hash ?? []));
  const kept = new Set(await files.knownHashes([...hashes]));
  return { files: gone.map(({ id }) => id), hashes: [...hashes].filter((hash) => !kept.has(hash)) };
}
