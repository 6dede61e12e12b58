import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type MediaType, UNKNOWN_MEDIA_TYPE, isImageType } from '../../shared/model/file.ts';
import { readPicture } from '../../shared/picture.ts';
import type { FileFacts } from '../storage/file-port.ts';

/** The size of an image stands in its beginning, after what its camera has noted there. Bytes. */
const HEAD_BYTES = 512 * 1024;
const CHUNK_BYTES = 256 * 1024;

/**
 * Reads a file once, flushes it to the disk and says what it is. Memory does not depend on its size, and no picture is decoded: a
 * few bytes can stand for gigabytes of pixels. What claims to be an image and is not one of a kind and size that may be shown
 * counts as unknown bytes, and so nobody's program takes it for more than that.
 */
export async function inspectFile(path: string, claimed: MediaType): Promise<FileFacts> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const head = Buffer.allocUnsafe(HEAD_BYTES);
    let headBytes = 0;
    for (let position = 0; ;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) break;
      const bytes = chunk.subarray(0, bytesRead);
      hash.update(bytes);
      if (headBytes < HEAD_BYTES) headBytes += bytes.copy(head, headBytes);
      position += bytesRead;
    }
    const picture = readPicture(head.subarray(0, headBytes));
    return {
      hash: hash.digest('base64url'),
      type: picture?.type ?? (isImageType(claimed) ? UNKNOWN_MEDIA_TYPE : claimed),
      picture: picture && { width: picture.width, height: picture.height },
    };
  } finally {
    await handle.close();
  }
}
