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

/** A content that a message refers to. */
export interface WantedContent {
  readonly file: FileId;
  /** What it is called in the archive. */
  readonly name: string;
  /** `null`: a smaller picture, of which no message says how long it is. */
  readonly bytes: number | null;
}

/** What a line of an archive refers to. */
export function wantedContents(item: ArchivedItem): WantedContent[] {
  if (item.type !== 'message') return [];
  return attachmentsOf(item.content).flatMap((attachment) => {
    const { file, name, size: bytes } = attachment;
    const thumbnail = attachment.type === 'image' ? attachment.thumbnail : undefined;
    return [{ file, name, bytes }, ...(thumbnail ? [{ file: thumbnail, name: THUMBNAIL, bytes: null }] : [])];
  });
}

/**
 * Contents out of an archive's `files`, so that pictures are there without a relay. What is missing, a link, or not as long as its message
 * says, is left where it is: the relay may have it.
 */
export function createImportedFiles(keeper: ContentKeeper | undefined, folder: string) {
  async function bring({ file, name, bytes }: WantedContent): Promise<void> {
    if (!keeper || keeper.has(file)) return;
    const path = join(folder, ARCHIVE_PATHS.file(file, name));
    const found = await lstat(path).catch(() => undefined);
    if (!found?.isFile()) return;
    if (bytes === null ? found.size > MAX_THUMBNAIL_BYTES : found.size !== bytes) return;
    // Its folder may be a link, too.
    if ((await realpath(path)) !== join(await realpath(folder), ARCHIVE_PATHS.file(file, name))) return;
    await keeper.keepWithin(file, path, found.size);
  }

  return {
    async bring(contents: readonly WantedContent[], signal: AbortSignal): Promise<void> {
      for (const content of contents) {
        refuseAborted(signal);
        await bring(content);
      }
    },
  };
}
