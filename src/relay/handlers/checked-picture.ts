import { createHash } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import {
  isPictureSize,
  isPictureType,
  MAX_PICTURE_BYTES,
  MAX_PICTURE_SIDE,
  MIN_PICTURE_SIDE,
  PictureId,
} from '../../shared/model/profile-picture.ts';
import { readPicture } from '../../shared/picture.ts';
import type { NewPicture } from '../storage/profile-port.ts';

/**
 * A picture that somebody sends, by its header alone: nothing is decoded (PRF-2). Throws `bad_args` for one that is too large, in
 * bytes or pixels, or no square, and `type_not_allowed` for anything that is no picture of a kind that is taken.
 */
export function checkedPicture(base64: string): NewPicture {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > MAX_PICTURE_BYTES) throw refused(`is larger than ${MAX_PICTURE_BYTES} bytes`);
  const picture = readPicture(bytes);
  if (!picture || !isPictureType(picture.type)) {
    throw new AppError('type_not_allowed', 'picture: is no PNG, JPEG or WebP', { field: 'picture' });
  }
  if (!isPictureSize(picture.width, picture.height)) {
    throw refused(`is no square of ${MIN_PICTURE_SIDE} to ${MAX_PICTURE_SIDE} pixels`);
  }
  const id = PictureId.parse(createHash('sha256').update(bytes).digest('base64url'));
  // Written anew: the same bytes have one form here.
  return { id, bytes: bytes.toString('base64') };
}

function refused(reason: string): AppError {
  return new AppError('bad_args', `picture: ${reason}`, { field: 'picture' });
}
