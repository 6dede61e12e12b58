import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/**
 * A WebSocket client that costs the load generator as little as possible: it hands over the bytes of each text frame
 * and answers pings; nothing else. Its mask key is zero, which RFC 6455 allows and which leaves payloads as they are.
 */
export interface RawSocket {
  sendText(text: string): void;
  /** Reads nothing until it is resumed: a client that hangs. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface RawListener {
  /** The payload lies in `bytes` from `start` to `end`; valid during the call only. */
  text(bytes: Buffer, start: number, end: number): void;
  closed(): void;
}

const TEXT = 0x81;
const PING = 0x89;
const PONG = 0x8a;

function clientFrame(opcode: number, payload: Buffer): Buffer {
  const length = payload.length;
  const header =
    length < 126
      ? Buffer.from([opcode, 0x80 | length, 0, 0, 0, 0])
      : Buffer.from([opcode, 0x80 | 126, length >> 8, length & 0xff, 0, 0, 0, 0]);
  return Buffer.concat([header, payload]);
}

/** Calls back for every whole frame and returns the bytes of an unfinished one. Frames of a server carry no mask. */
function readFrames(input: Buffer, frame: (opcode: number, start: number, end: number) => void): Buffer {
  let at = 0;
  while (input.length - at >= 2) {
    let length = (input[at + 1] ?? 0) & 0x7f;
    let start = at + 2;
    if (length === 126) {
      if (input.length - at < 4) break;
      length = input.readUInt16BE(at + 2);
      start = at + 4;
    } else if (length === 127) {
      if (input.length - at < 10) break;
      length = Number(input.readBigUInt64BE(at + 2));
      start = at + 10;
    }
    if (input.length < start + length) break;
    frame((input[at] ?? 0) & 0x0f, start, start + length);
    at = start + length;
  }
  return at === 0 ? input : input.subarray(at);
}

/**
 * Resolves after the upgrade; rejects when the server refuses it or hangs up. With `silenceMs` it pings, and a server of which nothing
 * was heard for so long, also before the upgrade, counts as gone; without, it is waited for.
 */
export function openRawSocket(
  port: number,
  path: string,
  listener: RawListener,
  silenceMs?: number,
): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    const key = randomBytes(16).toString('base64');
    const expected = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let upgraded = false;
    let rest: Buffer = Buffer.alloc(0);
    let heardAt = performance.now();
    const watch = silenceMs === undefined ? undefined : setInterval(look, silenceMs / 4, silenceMs);

    function look(longest: number): void {
      if (performance.now() - heardAt > longest) socket.destroy(new Error('the server is silent'));
      else if (upgraded) socket.write(clientFrame(PING, Buffer.alloc(0)));
    }
    socket.on('connect', () => {
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
    });
    socket.on('data', (data: Buffer) => {
      heardAt = performance.now();
      let input = rest.length === 0 ? data : Buffer.concat([rest, data]);
      if (!upgraded) {
        const end = input.indexOf('\r\n\r\n');
        if (end < 0) {
          rest = input;
          return;
        }
        const head = input.subarray(0, end).toString('latin1');
        if (!head.includes(' 101 ') || !head.includes(expected)) {
          reject(new Error(`upgrade refused: ${head.split('\r\n')[0] ?? ''}`));
          socket.destroy();
          return;
        }
        upgraded = true;
        resolve({
          sendText: (text) => socket.write(clientFrame(TEXT, Buffer.from(text))),
          pause: () => void socket.pause(),
          resume: () => void socket.resume(),
          close: () => socket.destroy(),
        });
        input = input.subarray(end + 4);
      }
      rest = readFrames(input, (opcode, start, end) => {
        if (opcode === 1) listener.text(input, start, end);
        else if (opcode === 9) socket.write(clientFrame(PONG, input.subarray(start, end)));
        else if (opcode === 8) socket.destroy();
      });
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearInterval(watch);
      reject(new Error('closed before the upgrade'));
      listener.closed();
    });
  });
}
