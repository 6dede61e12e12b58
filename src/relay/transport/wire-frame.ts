import type { FrameChain, OutFrame } from '../session/out-frame.ts';

const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** The bytes of a chain of frames, to be written at once; made once and kept with it. */
export function wireOf(chain: FrameChain): Uint8Array {
  chain.wire ??= join(chain.frames());
  return chain.wire;
}

function join(frames: readonly OutFrame[]): Uint8Array {
  const [only] = frames;
  return frames.length === 1 && only ? wireOfFrame(only) : Buffer.concat(frames.map(wireOfFrame));
}

/** The WebSocket frame (RFC 6455, unmasked, not compressed) of a text; built once and kept in the frame. */
function wireOfFrame(frame: OutFrame): Uint8Array {
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
