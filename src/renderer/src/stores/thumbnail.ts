import type { StagedFile } from '../../../shared/ipc/views.ts';
import { MAX_THUMBNAIL_BYTES } from '../../../shared/model/file.ts';
import { pictureUrl } from './files.ts';

/** Longer side of a thumbnail; a bubble is at most half as wide, and screens have two pixels where there was one. */
const SIDE = 720;
/** A picture that is no larger needs none. Bytes. */
const SMALL_BYTES = 150 * 1024;

/**
 * A smaller picture for those who look at the timeline, made by who sends it: the page is the one place where pictures are decoded
 * anyway, in the browser's own sandbox, and neither the relay nor the main process ever does. `null`: none is needed, or none
 * could be made, and the picture itself is shown.
 */
export async function makeThumbnail({
  file,
  size,
  picture,
}: StagedFile): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!picture || size <= SMALL_BYTES) return null;
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  try {
    const image = new Image();
    image.src = pictureUrl(file);
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', 0.8));
    if (!blob || blob.size > MAX_THUMBNAIL_BYTES || blob.size >= size) return null;
    return new Uint8Array(await blob.arrayBuffer());
  } catch {
    return null;
  }
}
