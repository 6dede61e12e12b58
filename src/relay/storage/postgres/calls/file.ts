import { AppError } from '../../../../shared/errors.ts';
import type { FileId, UserId } from '../../../../shared/model/ids.ts';
import type { FileStorage, NewUpload, RemovedFiles, StoredFile } from '../../file-port.ts';
import type { StorageResult } from '../../relay-storage-core.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about files. Those that write run inside a transaction. */
export function fileCalls(queries: Queries): FileStorage {
  const { accounts, files } = queries;
  const uploadOf = async (owner: UserId, id: FileId): Promise<StoredFile | undefined> => {
    const file = await files.get(id);
    return file?.owner === owner ? file : undefined;
  };
  return {
    createUpload: (upload) => createUpload(queries, upload),
    file: (file) => files.get(file),
    uploadOf,
    completeFile: (file, facts, at) => files.complete(file, facts, at),
    async dropUpload(owner, id) {
      const file = await uploadOf(owner, id);
      if (!file || file.complete) return false;
      await files.delete(id);
      return true;
    },
    fileFor: async (user, file) => files.visible(file, (await accounts.key(user)) ?? 0),
    removeFiles: (begunBefore, unusedBefore, limit) => removeFiles(queries, begunBefore, unusedBefore, limit),
    knownHashes: (hashes) => files.knownHashes(hashes),
    fileStates: (ids) => files.states(ids),
  };
}

async function createUpload(queries: Queries, upload: NewUpload): Promise<StorageResult<'createUpload'>> {
  await requireDevice(queries, upload.device);
  const { accounts, files } = queries;
  const owner = await accounts.activeKey(upload.owner);
  if (owner === undefined) throw new AppError('not_found');
  if (await files.get(upload.id)) return 'exists';
  if ((await files.openOf(owner)) >= upload.openUploads) return 'too-many';
  if ((await files.bytesOf(owner)) + upload.size > upload.quota) return 'quota';
  return (await files.insert(upload, owner)) ? 'created' : 'exists';
}

async function removeFiles(
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
