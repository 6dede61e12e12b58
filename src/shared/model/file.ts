import * as z from 'zod';
import { FileId } from './ids.ts';

/** No relay takes larger files, whatever it is set to; bytes. */
export const MAX_FILE_BYTES = 16 * 1024 ** 3;

/** Longest name in UTF-16 units. */
export const MAX_FILE_NAME = 255;

/** Longest text under a file or an image, in UTF-16 units. */
export const MAX_CAPTION_LENGTH = 4_096;

/** Longest side of an image that is shown, and its pixels in all: decoded, a pixel takes four bytes. */
export const MAX_IMAGE_SIDE = 32_767;
export const MAX_IMAGE_PIXELS = 50_000_000;

/** A thumbnail has at most so many bytes and pixels on its longer side. */
export const MAX_THUMBNAIL_BYTES = 512 * 1024;
export const MAX_THUMBNAIL_SIDE = 1_280;

/**
 * Any characters but those that disguise a name: control characters, which a screen hides, and bidirectional overrides, which
 * make `gpj.exe` look like `exe.jpg`. It is a label, and a path nowhere.
 */
export const FileName = z
  .string()
  .min(1)
  .max(MAX_FILE_NAME)
  .refine((name) => !DISGUISE.test(name), 'has control characters')
  .refine((name) => name.isWellFormed(), 'has lone surrogates')
  .refine((name) => name.trim() !== '', 'is blank');
export type FileName = z.infer<typeof FileName>;

const DISGUISE = /[\p{Cc}\u2028\u2029\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/u;

/** What its sender says it is, or for an image what its bytes are: `type/subtype` in lower case, without parameters. */
export const MediaType = z
  .string()
  .max(127)
  .regex(/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/, 'is no media type');
export type MediaType = z.infer<typeof MediaType>;

/** What nothing is known of. */
export const UNKNOWN_MEDIA_TYPE: MediaType = 'application/octet-stream';

/** The images that are shown where they stand; everything else is saved or opened by another program. */
export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

export function isImageType(type: string): type is ImageType {
  return (IMAGE_TYPES as readonly string[]).includes(type);
}

/** Whether an image of so many pixels may be decoded. */
export function isShowableSize(width: number, height: number): boolean {
  return (
    width >= 1 &&
    height >= 1 &&
    width <= MAX_IMAGE_SIDE &&
    height <= MAX_IMAGE_SIDE &&
    width * height <= MAX_IMAGE_PIXELS
  );
}

const Caption = z
  .string()
  .max(MAX_CAPTION_LENGTH)
  .refine((text) => text.trim().length > 0, 'is blank')
  .refine((text) => text.isWellFormed(), 'has lone surrogates');

const common = {
  file: FileId,
  name: FileName,
  /** Bytes. */
  size: z.int().min(0).max(MAX_FILE_BYTES),
  mime: MediaType,
  caption: Caption.optional(),
};

const side = z.int().min(1).max(MAX_IMAGE_SIDE);

/** A file that waits to be fetched by those who want it. */
export const FileContent = z.object({ type: z.literal('file'), ...common });
export type FileContent = z.infer<typeof FileContent>;

/** A picture that is shown where it stands. Its place is known before its bytes are. */
export const ImageContent = z.object({
  type: z.literal('image'),
  ...common,
  /** Pixels, as it is shown: turned the way its camera was held. */
  width: side,
  height: side,
  /** A smaller picture of it, made by its sender; absent: it is small itself. */
  thumbnail: FileId.optional(),
});
export type ImageContent = z.infer<typeof ImageContent>;

/** What carries bytes of its own. */
export const Attachment = z.discriminatedUnion('type', [FileContent, ImageContent]);
export type Attachment = z.infer<typeof Attachment>;

/** The files that an attachment stands on: itself, and its thumbnail. */
export function filesOf(attachment: Attachment): FileId[] {
  const thumbnail = attachment.type === 'image' ? attachment.thumbnail : undefined;
  return thumbnail === undefined ? [attachment.file] : [attachment.file, thumbnail];
}

/** What a file on its way to a relay says of itself. */
export const NewFile = z.object({
  id: FileId,
  name: FileName,
  type: MediaType.catch(UNKNOWN_MEDIA_TYPE),
  size: z.int().min(0).max(MAX_FILE_BYTES),
});
export type NewFile = z.infer<typeof NewFile>;
