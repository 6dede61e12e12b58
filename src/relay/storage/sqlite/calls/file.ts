import { AppError } from '../../../../shared/errors.ts';
import type { FileId, UserId } from '../../../../shared/model/ids.ts';
import type { FileStorage, NewUpload, RemovedFiles, StoredFile } from '../../file-port.ts';
import type { CorePart, StorageResult } from '../../relay-storage-core.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about files. Those that write run inside a transaction. */
export function fileCalls(queries: Queries): CorePart<FileStorage> {
  const { accounts, files } = queries;
  const uploadOf = (owner: UserId, id: FileId): StoredFile | undefined => {
    const file = files.get(id);
    return file?.owner === owner ? file : undefined;
  };
  return {
    createUpload: (upload) => createUpload(queries, upload),
    file: (file) => files.get(file),
    uploadOf,
    completeFile: (file, facts, at) => files.complete(file, facts, at),
    dropUpload(owner, id) {
      const file = uploadOf(owner, id);
      if (!file || file.complete) return false;
      files.delete(id);
      return true;
    },
    fileFor: (user, file) => files.visible(file, accounts.key(user) ?? 0),
    removeFiles: (begunBefore, unusedBefore, limit) => removeFiles(queries, begunBefore, unusedBefore, limit),
    knownHashes: (hashes) => hashes.filter((hash) => files.hasHash(hash)),
    fileStates: (ids) =>
      ids.flatMap((id) => {
        const file = files.get(id);
        return file ? [{ id, hash: file.complete?.hash ?? null }] : [];
      }),
  };
}

function createUpload(queries: Queries, upload: NewUpload): StorageResult<'createUpload'> {
  requireDevice(queries, upload.device);
  const { accounts, files } = queries;
  const owner = accounts.activeKey(upload.owner);
  if (owner === undefined) throw new AppError('not_found');
  if (files.get(upload.id)) return 'exists';
  if (files.openOf(owner) >= upload.openUploads) return 'too-many';
  if (files.bytesOf(owner) + upload.size > upload.quota) return 'quota';
  return files.insert(upload, owner) ? 'created' : 'exists';
}

function removeFiles(
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
