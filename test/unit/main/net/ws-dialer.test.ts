import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { createWsDialer } from '../../../../src/main/net/ws-dialer.ts';
import type { Socket, SocketListener } from '../../../../src/main/net/socket.ts';
import { LIMITS } from '../../../../src/shared/protocol/limits.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

type Heard = { readonly text: string } | { readonly closed: number };

/** A listener whose next word can be awaited. */
class Ear implements SocketListener {
  readonly #heard: Heard[] = [];
  #wake: (() => void) | undefined;

  text(frame: string): void {
    this.#hear({ text: frame });
  }

  closed(code: number): void {
    this.#hear({ closed: code });
  }

  async next(): Promise<Heard> {
    for (;;) {
      const heard = this.#heard.shift();
      if (heard) return heard;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #hear(heard: Heard): void {
    this.#heard.push(heard);
    this.#wake?.();
  }
}

describe('the WebSocket dialer', () => {
  const never = new AbortController().signal;
  let clock: ManualClock;
  let server: WebSocketServer;
  let url: string;
  let ear: Ear;

  beforeEach(async () => {
    clock = new ManualClock();
    ear = new Ear();
    server = new WebSocketServer({ host: '127.0.0.1', port: 0, autoPong: false });
    await new Promise((resolve) => server.once('listening', resolve));
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });

  const dial = async (): Promise<{ socket: Socket; far: WebSocket }> => {
    const arrived = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
    const socket = await createWsDialer(clock).dial(url, ear, never);
    return { socket, far: await arrived };
  };

  it('hears what is sent as soon as the connection is there, and sends', async () => {
    server.once('connection', (far) => {
      far.send('first');
      far.on('message', (data: Buffer) => far.send(`echo ${data.toString()}`));
    });
    const { socket } = await dial();
    expect(await ear.next()).toEqual({ text: 'first' });
    socket.send('hello');
    expect(await ear.next()).toEqual({ text: 'echo hello' });
    expect(clock.waiting).toBe(0);
  });

  it('gives each frame a turn of the event loop, in order, however many come at once', async () => {
    const FRAMES = 200;
    let turn = 0;
    let counting = setImmediate(function next() {
      turn += 1;
      counting = setImmediate(next);
    });
    const heard: { readonly frame: string; readonly turn: number }[] = [];
    const closed = new Promise<number>((resolve) => {
      server.once('connection', (far) => {
        for (let n = 0; n < FRAMES; n++) far.send(String(n));
        far.close(4003);
      });
      void createWsDialer(clock).dial(
        url,
        { text: (frame) => void heard.push({ frame, turn }), closed: resolve },
        never,
      );
    });
    // What ends the connection does not overtake them.
    expect(await closed).toBe(4003);
    clearImmediate(counting);
    expect(heard.map(({ frame }) => Number(frame))).toEqual(Array.from({ length: FRAMES }, (_, n) => n));
    expect(new Set(heard.map((one) => one.turn)).size).toBe(FRAMES);
  });

  it('tells the close code', async () => {
    const { far } = await dial();
    far.close(4003, 'revoked');
    expect(await ear.next()).toEqual({ closed: 4003 });
  });

  it('tells a broken link as 1006', async () => {
    const { far } = await dial();
    far.terminate();
    expect(await ear.next()).toEqual({ closed: 1006 });
  });

  it('[CON-3] closes on a binary frame', async () => {
    const { far } = await dial();
    far.send(Buffer.from([1, 2, 3]));
    expect(await ear.next()).toEqual({ closed: 1003 });
  });

  it('closes on a frame that is larger than a relay may send', async () => {
    const { far } = await dial();
    far.send('x'.repeat(LIMITS.relayFrameBytes + 1));
    expect(await ear.next()).toEqual({ closed: 1006 });
  });

  it('asks for no compression', async () => {
    const { far } = await dial();
    expect(far.extensions).toBe('');
  });

  it('a ping resolves with its pong', async () => {
    const { socket, far } = await dial();
    far.on('ping', (data) => far.pong(data));
    await socket.ping(4_000);
    expect(clock.waiting).toBe(0);
  });

  it('[CON-5] a ping that nothing follows is a timeout', async () => {
    const { socket } = await dial();
    const ping = socket.ping(4_000);
    clock.advance(4_000);
    await expectCode(ping, 'timeout');
  });

  it('[CON-5] a ping waits as long as anything comes, be it parts of one frame, and resolves with its own pong', async () => {
    const { socket, far } = await dial();
    const pinged = new Promise<Buffer>((resolve) => far.once('ping', resolve));
    const ping = socket.ping(4_000);
    const mark = await pinged;
    far.send('a part', { fin: false });
    for (let window = 0; window < 3; window++) {
      far.pong('other');
      // What is answered has been read, and all before it.
      const read = new Promise((resolve) => far.once('pong', resolve));
      far.ping();
      await read;
      clock.advance(4_000);
    }
    expect(clock.waiting).toBe(1);
    far.pong(mark);
    await ping;
    expect(clock.waiting).toBe(0);
  });

  it('[CON-5] a link that falls silent under a ping is found within two of its waits', async () => {
    const { socket, far } = await dial();
    const ping = socket.ping(4_000);
    far.send('the last');
    await ear.next();
    clock.advance(7_999);
    expect(clock.waiting).toBe(1);
    clock.advance(1);
    await expectCode(ping, 'timeout');
  });

  it('a ping on a closed link is refused', async () => {
    const { socket, far } = await dial();
    const ping = socket.ping(4_000);
    far.terminate();
    await expectCode(ping, 'offline');
    await ear.next();
    await expectCode(socket.ping(4_000), 'offline');
    socket.send('nobody hears this');
  });

  it('cuts the link when the other side does not answer the close', async () => {
    const { socket, far } = await dial();
    far.pause();
    socket.close();
    clock.advance(2_000);
    expect(await ear.next()).toEqual({ closed: 1006 });
  });

  it('cannot reach a port where nobody listens', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expectCode(createWsDialer(clock).dial(url, ear, never), 'unreachable');
    expect(clock.waiting).toBe(0);
  });

  it('cannot reach a server that is no relay', async () => {
    const other = createServer((connection) => connection.end('HTTP/1.1 404 Not Found\r\n\r\n'));
    await listening(other);
    await expectCode(createWsDialer(clock).dial(urlOf(other), ear, never), 'unreachable');
    other.close();
  });

  it('gives up after 10 s without a handshake', async () => {
    const silent = createServer();
    const accepted = new Promise((resolve) => silent.once('connection', resolve));
    await listening(silent);
    const dialled = createWsDialer(clock).dial(urlOf(silent), ear, never);
    await accepted;
    clock.advance(10_000);
    await expectCode(dialled, 'timeout');
    silent.close();
  });

  it('can be cancelled before and during the handshake', async () => {
    const abort = new AbortController();
    const dialled = createWsDialer(clock).dial(url, ear, abort.signal);
    abort.abort();
    await expectCode(dialled, 'cancelled');
    await expectCode(createWsDialer(clock).dial(url, ear, abort.signal), 'cancelled');
    expect(clock.waiting).toBe(0);
  });
});

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function urlOf(server: Server): string {
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
