import type { FileId, UserId } from '../../../../shared/model/ids.ts';
import type { FileStorage, StoredFile } from '../../file-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import { ownedBy } from '../memory-files.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about files. */
export function fileCalls({ accounts, conversations, files }: MemoryTables): CorePart<FileStorage> {
  const uploadOf = (owner: UserId, file: FileId): StoredFile | undefined => ownedBy(owner, files.get(file));
  return {
    createUpload(upload) {
      accounts.requireDevice(upload.device);
      return files.create(upload);
    },
    file: (file) => files.get(file),
    uploadOf,
    completeFile: (file, facts, at) => files.complete(file, facts, at),
    dropUpload(owner, file) {
      const upload = uploadOf(owner, file);
      if (!upload || upload.complete) return false;
      files.delete(file);
      return true;
    },
    fileFor: (user, file) =>
      files.visible(file, (id, seq) => conversations.get(id)?.messageFor(user, seq) !== undefined),
    removeFiles: (begunBefore, unusedBefore, limit) => files.remove(begunBefore, unusedBefore, limit),
    knownHashes: (hashes) => files.known(hashes),
    fileStates: (ids) =>
      ids.flatMap((id) => {
        const file = files.get(id);
        return file ? [{ id, hash: file.complete?.hash ?? null }] : [];
      }),
  };
}
