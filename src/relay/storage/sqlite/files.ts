import { AppError } from '../../../shared/errors.ts';
import type { NewUpload, RemovedFiles } from '../file-port.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';

/** `createUpload` of the port. Runs inside a transaction. */
export function createUpload(queries: Queries, upload: NewUpload): StorageResult<'createUpload'> {
  requireDevice(queries, upload.device);
  const { accounts, files } = queries;
  const owner = accounts.activeKey(upload.owner);
  if (owner === undefined) throw new AppError('not_found');
  if (files.get(upload.id)) return 'exists';
  if (files.openOf(owner) >= upload.openUploads) return 'too-many';
  if (files.bytesOf(owner) + upload.size > upload.quota) return 'quota';
  return files.insert(upload, owner) ? 'created' : 'exists';
}

/** `removeFiles` of the port. Runs inside a transaction. */
export function removeFiles(
  { files }: Queries,
  begunBefore: number,
  unusedBefore: number,
  limit: number,
): RemovedFiles {
  const gone = files.removable(begunBefore, unusedBefore, limit);
  for (const { id } of gone) files.delete(id);
  const hashes = new Set(gone.flatMap(({ hash }) => hash ?? []));
  return { files: gone.map(({ id }) => id), hashes: [...hashes].filter((hash) => !files.hasHash(hash)) };
}
