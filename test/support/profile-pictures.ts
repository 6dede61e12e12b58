import { createHash } from 'node:crypto';
import { encodePng } from '../../src/main/platform/png.ts';
import { PictureId } from '../../src/shared/model/profile-picture.ts';

/** A picture in base64, as a client would send it, and its id. */
export interface TestPicture {
  readonly base64: string;
  readonly id: PictureId;
}

/** A PNG of one colour; `grey`: 0–255. Other sizes than a square of 256 pixels are for refusals. */
export function testPicture(grey: number, width = 256, height = width): TestPicture {
  return pictureOf(encodePng(width, height, new Uint8Array(width * height * 4).fill(grey)));
}

export function pictureOf(bytes: Buffer): TestPicture {
  const id = PictureId.parse(createHash('sha256').update(bytes).digest('base64url'));
  return { base64: bytes.toString('base64'), id };
}
