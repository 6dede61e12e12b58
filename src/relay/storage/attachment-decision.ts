import { type Attachment, MAX_THUMBNAIL_BYTES, MAX_THUMBNAIL_SIDE } from '../../shared/model/file.ts';
import type { FileId } from '../../shared/model/ids.ts';
import type { StoredFile } from './file-port.ts';

/** What a message with an attachment depends on. */
export interface AttachmentFacts {
  /** A complete file of the sender's own. */
  ownFile(file: FileId): StoredFile | undefined;
}

/**
 * FIL-6: the attachment as the relay knows it, whatever the sender says of its name, size, type and pixels. `no-file`: it is not
 * the sender's, or not complete; `no-image`: it cannot be shown as a picture, or its thumbnail cannot.
 */
export function admitAttachment(
  said: Attachment,
  facts: AttachmentFacts,
): { readonly admitted: Attachment } | { readonly refused: 'no-file' | 'no-image' } {
  const file = facts.ownFile(said.file);
  if (!file?.complete) return { refused: 'no-file' };
  const known = { name: file.name, size: file.size, mime: file.type };
  if (said.type === 'file') return { admitted: { ...said, ...known } };
  const { picture } = file.complete;
  if (!picture) return { refused: 'no-image' };
  if (said.thumbnail !== undefined) {
    const thumbnail = facts.ownFile(said.thumbnail);
    if (!thumbnail?.complete) return { refused: 'no-file' };
    if (!isThumbnail(thumbnail)) return { refused: 'no-image' };
  }
  return { admitted: { ...said, ...known, ...picture } };
}

function isThumbnail({ size, complete }: StoredFile): boolean {
  const picture = complete?.picture;
  if (!picture || size > MAX_THUMBNAIL_BYTES) return false;
  return Math.max(picture.width, picture.height) <= MAX_THUMBNAIL_SIDE;
}
