import { lstat, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchivedItem } from '../../shared/archive/format.ts';
import { attachmentsOf } from '../../shared/model/event.ts';
import { MAX_THUMBNAIL_BYTES } from '../../shared/model/file.ts';
import type { FileId } from '../../shared/model/ids.ts';
import { refuseAborted } from './archive-error.ts';
import { ARCHIVE_PATHS, THUMBNAIL } from './archive-paths.ts';

/** Where contents are kept on this disk. */
export interface ContentKeeper {
  /** Whether the content is here. */
  has(file: FileId): boolean;
  /** Keeps a copy, if there is room for `bytes` more without removing anything; false if not. */
  keepWithin(file: FileId, path: string, bytes: number): Promise<boolean>;
}

/**
 * Contents out of an archive's `files`, so that pictures are there without a relay. What is missing, a link, or not as long as its message
 * says, is left where it is: the relay may have it.
 */
export function createImportedFiles(keeper: ContentKeeper | undefined, folder: string) {
  async function bring(file: FileId, name: string, fits: (bytes: number) => boolean): Promise<void> {
    if (!keeper || keeper.has(file)) return;
    const path = join(folder, ARCHIVE_PATHS.file(file, name));
    const found = await lstat(path).catch(() => undefined);
    if (!found?.isFile() || !fits(found.size)) return;
    // Its folder may be a link, too.
    if ((await realpath(path)) !== join(await realpath(folder), ARCHIVE_PATHS.file(file, name))) return;
    await keeper.keepWithin(file, path, found.size);
  }

  return {
    async bring(item: ArchivedItem, signal: AbortSignal): Promise<void> {
      if (item.type !== 'message') return;
      for (const attachment of attachmentsOf(item.content)) {
        refuseAborted(signal);
        await bring(attachment.file, attachment.name, (bytes) => bytes === attachment.size);
        if (attachment.type === 'image' && attachment.thumbnail)
          await bring(attachment.thumbnail, THUMBNAIL, (bytes) => bytes <= MAX_THUMBNAIL_BYTES);
      }
    },
  };
}
