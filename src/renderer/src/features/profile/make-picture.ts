import { AppError } from '../../../../shared/errors.ts';
import { isShowableSize } from '../../../../shared/model/file.ts';
import { MAX_PICTURE_BYTES } from '../../../../shared/model/profile-picture.ts';
import { type Crop, drawCrop, MADE_SIDE } from './crop.ts';

/** Larger files than any camera makes are not opened. Bytes. */
const MAX_SOURCE_BYTES = 64 * 1024 * 1024;

/** From best to worst; the first one mostly fits by far. */
const QUALITIES = [0.9, 0.75, 0.55, 0.3] as const;

/**
 * Opens a file that the user has chosen. Rejects with `type_not_allowed` for what the browser cannot show as a picture, and `too_large`
 * for one of too many bytes or pixels. The address it was opened by is given up at once.
 */
export async function openPicture(file: File): Promise<HTMLImageElement> {
  if (file.size > MAX_SOURCE_BYTES) throw new AppError('too_large', 'too many bytes');
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
      image.src = url;
    }).catch((cause: unknown) => {
      throw new AppError('type_not_allowed', 'no picture', { cause });
    });
    // Known from its beginning, before any pixel is decoded.
    if (!isShowableSize(image.naturalWidth, image.naturalHeight))
      throw new AppError('too_large', 'too many pixels');
    await image.decode().catch((cause: unknown) => {
      throw new AppError('type_not_allowed', 'a damaged picture', { cause });
    });
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * The square of it, scaled: drawn anew, so that nothing of what a camera has noted in the file (a place, a name) leaves this computer.
 * Rejects with `too_large` for what cannot be made small enough.
 */
export async function makePicture(image: HTMLImageElement, crop: Crop): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = document.createElement('canvas');
  canvas.width = MADE_SIDE;
  canvas.height = MADE_SIDE;
  drawCrop(canvas, image, crop);
  for (const quality of QUALITIES) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', quality));
    if (blob && blob.size <= MAX_PICTURE_BYTES) return new Uint8Array(await blob.arrayBuffer());
  }
  throw new AppError('too_large', 'it cannot be made small enough');
}
