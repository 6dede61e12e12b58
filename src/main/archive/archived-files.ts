import { constants, createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ArchivedLine } from '../../shared/archive/format.ts';
import { attachmentsOf } from '../../shared/model/event.ts';
import type { FileId } from '../../shared/model/ids.ts';
import { refuseAborted } from './archive-error.ts';
import { ARCHIVE_PATHS, THUMBNAIL } from './archive-paths.ts';

const COPIED_AT_ONCE_BYTES = 16 * 1024 * 1024;

/** A small one as the disk copies best; a large one so that it can be given up. */
async function copyContent(content: string, path: string, signal: AbortSignal): Promise<void> {
  if ((await stat(content)).size <= COPIED_AT_ONCE_BYTES)
    await copyFile(content, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  else await pipeline(createReadStream(content), createWriteStream(path, { flags: 'wx' }), { signal });
}

/** Contents that were on this disk, each copied once. */
export function createArchivedFiles(
  findFile: (file: FileId) => string | undefined,
  folder: string,
  wanted: boolean,
) {
  const copied = new Set<FileId>();

  async function copy(file: FileId, name: string, signal: AbortSignal): Promise<void> {
    const content = copied.has(file) ? undefined : findFile(file);
    if (content === undefined) return;
    refuseAborted(signal);
    const path = join(folder, ARCHIVE_PATHS.file(file, name));
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      await copyContent(content, path, signal);
      copied.add(file);
    } catch (error) {
      await rm(dirname(path), { recursive: true, force: true });
      // The cache has tidied up meanwhile.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }

  return {
    has: (file: FileId): boolean => copied.has(file),
    count: (): number => copied.size,
    async take(item: ArchivedLine, signal: AbortSignal): Promise<void> {
      if (!wanted || item.type !== 'message') return;
      for (const attachment of attachmentsOf(item.content)) {
        await copy(attachment.file, attachment.name, signal);
        if (attachment.type === 'image' && attachment.thumbnail)
          await copy(attachment.thumbnail, THUMBNAIL, signal);
      }
    },
  };
}
