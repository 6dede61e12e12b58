import * as z from 'zod';
import type { ImageType } from './file.ts';
import { ConversationId, UserId } from './ids.ts';

/** SHA-256 of a picture's bytes, base64url without padding: other bytes are another picture, so what was fetched never changes. */
export const PictureId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'is no picture id')
  .brand<'PictureId'>();
export type PictureId = z.infer<typeof PictureId>;

/** As large as a client makes it: sharp at twice the largest place it is shown in. Pixels. */
export const PICTURE_SIDE = 256;
/** What a relay takes; pixels on each side, of a square. */
export const MIN_PICTURE_SIDE = 64;
export const MAX_PICTURE_SIDE = 512;

/** Of one picture. A square of 256 pixels is a third of it as a photograph; more would weigh on every list of people. */
export const MAX_PICTURE_BYTES = 64 * 1024;

/** Without GIF: faces stand still. */
const PICTURE_TYPES: ReadonlySet<string> = new Set<ImageType>(['image/png', 'image/jpeg', 'image/webp']);

/** Whether this is a kind of image that a person or group may have as their picture. */
export function isPictureType(type: ImageType): boolean {
  return PICTURE_TYPES.has(type);
}

/** Whether a picture of so many pixels may be one. */
export function isPictureSize(width: number, height: number): boolean {
  return width === height && width >= MIN_PICTURE_SIDE && width <= MAX_PICTURE_SIDE;
}

/** The bytes of a picture in a frame. */
export const PictureBytes = z
  .base64()
  .min(4)
  .max(Math.ceil(MAX_PICTURE_BYTES / 3) * 4);

/** Who has a picture. */
export const PictureOwner = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), user: UserId }),
  z.object({ kind: z.literal('conversation'), conversation: ConversationId }),
]);
export type PictureOwner = z.infer<typeof PictureOwner>;
