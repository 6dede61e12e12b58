import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Of one read: the thread is free for other work after each, about half a millisecond. */
const CHUNK_BYTES = 256 * 1024;

/** Size and SHA-256 of a file, read in pieces. Rejects as reading does, and when `signal` aborts. */
export async function hashFile(
  file: string,
  signal: AbortSignal,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES, signal })) {
    // A stream without an encoding gives buffers.
    const piece = chunk as Buffer;
    hash.update(piece);
    bytes += piece.byteLength;
  }
  return { bytes, sha256: hash.digest('hex') };
}
