import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { PictureId } from '../../src/shared/model/profile-picture.ts';

/** A PNG of one colour in base64, as a client would send it, and its id. */
export interface TestPicture {
  readonly base64: string;
  readonly id: PictureId;
}

/** `grey`: 0–255; other sizes than a square of 256 pixels are for refusals. */
export function testPicture(grey: number, width = 256, height = width): TestPicture {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits of grey.
  header.set([8, 0, 0, 0, 0], 8);
  const line = Buffer.alloc(width + 1, grey).fill(0, 0, 1);
  const rows = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  const bytes = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return pictureOf(bytes);
}

export function pictureOf(bytes: Buffer): TestPicture {
  const id = PictureId.parse(createHash('sha256').update(bytes).digest('base64url'));
  return { base64: bytes.toString('base64'), id };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
