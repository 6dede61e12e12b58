// image-size (MIT, no dependencies, 2026) reads the headers of pictures; it decodes none.
import { disableTypes, imageSize } from 'image-size';
import { type ImageType, isShowableSize } from './model/file.ts';

const READ = { png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' } as const;

// Its readers of other formats are never run: what is not read cannot be attacked.
disableTypes([
  'bmp',
  'cur',
  'dds',
  'heif',
  'icns',
  'ico',
  'j2c',
  'jp2',
  'jxl',
  'jxl-stream',
  'ktx',
  'pnm',
  'psd',
  'svg',
  'tga',
  'tiff',
]);

/** A picture by its header. */
export interface Picture {
  readonly type: ImageType;
  /** Pixels, as it is shown. */
  readonly width: number;
  readonly height: number;
}

/** Orientations of EXIF from here on lie on their side. */
const FIRST_TURNED = 5;

/**
 * What the first bytes of a file say it is; `null`: no picture of a kind and size that may be shown. Half a megabyte of them is
 * enough. Never throws.
 */
export function readPicture(head: Uint8Array): Picture | null {
  try {
    // A copy: given a part of a larger buffer, the library would read on behind it.
    const { type, width, height, orientation = 1 } = imageSize(new Uint8Array(head));
    if (type === undefined || !isRead(type) || !isShowableSize(width, height)) return null;
    const turned = orientation >= FIRST_TURNED;
    return { type: READ[type], width: turned ? height : width, height: turned ? width : height };
  } catch {
    return null;
  }
}

function isRead(type: string): type is keyof typeof READ {
  return Object.hasOwn(READ, type);
}
