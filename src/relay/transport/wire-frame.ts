import type { OutFrame } from '../session/connection.ts';

const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** The WebSocket frame (RFC 6455, unmasked, not compressed) of a text; built once and kept in the frame. */
export function wireOf(frame: OutFrame): Uint8Array {
  frame.wire ??= encode(frame.text);
  return frame.wire;
}

function encode(text: string): Uint8Array {
  const length = Buffer.byteLength(text);
  const header = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(header + length);
  bytes[0] = FINAL_TEXT;
  if (header === 2) {
    bytes[1] = length;
  } else if (header === 4) {
    bytes[1] = LENGTH_16;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = LENGTH_64;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.write(text, header);
  return bytes;
}

/** Larger joins are not kept for the next connection. Bytes. */
const KEPT_BYTES = 256 * 1024;

/**
 * Joins the frames of one write. Members of a group get the same frames in the same turn, so the last join is kept and most
 * connections cost a comparison only.
 */
export class FrameJoiner {
  #frames: readonly OutFrame[] = [];
  #bytes: Uint8Array = Buffer.alloc(0);

  join(frames: readonly OutFrame[]): Uint8Array {
    const [only] = frames;
    if (frames.length === 1 && only) return wireOf(only);
    if (sameFrames(frames, this.#frames)) return this.#bytes;
    const bytes = Buffer.concat(frames.map(wireOf));
    if (bytes.length <= KEPT_BYTES) {
      this.#frames = frames;
      this.#bytes = bytes;
    }
    return bytes;
  }
}

function sameFrames(a: readonly OutFrame[], b: readonly OutFrame[]): boolean {
  if (a.length !== b.length || a.length === 0) return false;
  for (let index = a.length - 1; index >= 0; index--) if (a[index] !== b[index]) return false;
  return true;
}
