import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A link between clients and their relay that can be cut, and be slow. Everything passes through it unchanged. */
export interface Gate {
  readonly port: number;
  /** Ends all connections, and those that are tried, until it is opened. */
  cut(): void;
  open(): void;
  /**
   * Of each connection so many bytes go up, and no more until it is called again; requests and heartbeats are below 256 KB. By
   * default there is no limit.
   */
  allowUp(bytes: number): void;
  /** At most so many bytes a second come down on each connection; by default as many as come. */
  slowDown(bytesPerSecond: number): void;
  close(): Promise<void>;
}

/** Bytes that are passed on at once: small, so that what is allowed is what has passed. */
const PIECE = 16 * 1024;

export async function startGate(target: number): Promise<Gate> {
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  let isCut = false;
  let up = Infinity;
  let perSecond = Infinity;

  function isAllowed(bytes: number): Promise<void> {
    if (bytes <= up) return Promise.resolve();
    return new Promise((resolve) => {
      const look = (): void => {
        if (bytes > up) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
    });
  }

  const server = createServer({ highWaterMark: PIECE }, (near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect({ host: '127.0.0.1', port: target });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    let sent = 0;
    void pass(near, far, (bytes) => {
      sent += bytes;
      return isAllowed(sent);
    });
    void pass(far, near, (bytes) =>
      perSecond === Infinity
        ? Promise.resolve()
        : new Promise((resolve) => setTimeout(resolve, (1_000 * bytes) / perSecond)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    open() {
      isCut = false;
    },
    allowUp(bytes) {
      up = bytes;
      for (const look of waiting) look();
    },
    slowDown(bytesPerSecond) {
      perSecond = bytesPerSecond;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function pass(from: Socket, to: Socket, before: (bytes: number) => Promise<void>): Promise<void> {
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      await before(chunk.length);
      if (!to.write(chunk)) await once(to, 'drain');
    }
    to.end();
  } catch {
    to.destroy();
  }
}
