import { connect, type Socket } from 'node:net';

/** A frame of a client as it should be: final, masked. The mask is zero, which RFC 6455 allows. */
export function rawFrame(opcode: number, payload: Buffer | string = '', flags: RawFlags = {}): Buffer {
  const data = Buffer.from(payload);
  const { final = true, masked = true, rsv = 0 } = flags;
  const first = (final ? 0x80 : 0) | (rsv << 4) | opcode;
  const mask = masked ? 0x80 : 0;
  const length =
    data.length < 126
      ? Buffer.from([mask | data.length])
      : data.length < 65_536
        ? Buffer.from([mask | 126, data.length >> 8, data.length & 0xff])
        : Buffer.concat([Buffer.from([mask | 127, 0, 0, 0, 0]), uint32(data.length)]);
  return Buffer.concat([Buffer.from([first]), length, Buffer.alloc(masked ? 4 : 0), data]);
}

interface RawFlags {
  readonly final?: boolean;
  readonly masked?: boolean;
  readonly rsv?: number;
}

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A TCP connection to a relay on which a test writes what it likes. */
export class RawClient {
  readonly socket: Socket;
  /** Resolves with all that came, when the connection has ended, however. */
  readonly ended: Promise<Buffer>;
  readonly #chunks: Buffer[] = [];
  #heard = (): void => undefined;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#heard();
    });
    this.ended = new Promise((resolve) =>
      this.socket.once('close', () => resolve(Buffer.concat(this.#chunks))),
    );
  }

  write(data: Buffer | string): void {
    this.socket.write(data);
  }

  /** Asks for a WebSocket; resolves when it has one, rejects when the connection ends before. */
  async upgrade(): Promise<void> {
    this.write(
      'GET /v1/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await this.heard('\r\n\r\n');
    this.#chunks.length = 0;
  }

  /** Resolves once this text has come, rejects when the connection ends without. */
  async heard(text: string): Promise<void> {
    const has = (): boolean => Buffer.concat(this.#chunks).includes(text);
    const come = new Promise<void>((resolve) => {
      this.#heard = () => {
        if (has()) resolve();
      };
      this.#heard();
    });
    const lost = this.ended.then(() => {
      if (!has()) throw new Error('ended before it came');
    });
    await Promise.race([come, lost]);
    this.#heard = () => undefined;
  }

  /** The code of the relay's close frame, once the connection has ended; `undefined`: there was none. */
  async closeCode(): Promise<number | undefined> {
    const bytes = await this.ended;
    // A close frame is the last one, unmasked and short: 0x88, length, code.
    for (let at = bytes.length - 4; at >= 0; at--) {
      if (bytes[at] === 0x88 && (bytes[at + 1] ?? 0) + at + 2 === bytes.length)
        return bytes.readUInt16BE(at + 2);
    }
    return undefined;
  }
}
