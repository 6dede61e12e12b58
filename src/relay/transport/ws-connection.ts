import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { RelayCounters } from '../metrics/relay-counters.ts';
import type { Connection, ConnectionListener } from '../session/connection.ts';
import type { FrameChain } from '../session/out-frame.ts';
import type { ClientAddress } from './address.ts';
import { wireOf } from './wire-frame.ts';

/** How long a client has to answer the close frame. ms. */
const CLOSE_MS = 2_000;

/** Of protocol violations and resets: `ws` closes by itself, and `close` follows. */
function closesByItself(): void {
  // Nothing to do.
}

/**
 * A WebSocket connection. `ws` reads, pings and closes; data frames go to the socket directly, already framed. Both may write
 * because without compression `ws` hands every frame to the socket in the call that makes it and keeps no queue of its own.
 */
export class WsConnection implements Connection {
  readonly remote: string;
  readonly limitKey: string | undefined;
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #counters: RelayCounters;

  constructor(ws: WebSocket, socket: Duplex, address: ClientAddress, counters: RelayCounters) {
    this.#counters = counters;
    this.#ws = ws;
    this.#socket = socket;
    this.remote = address.text;
    this.limitKey = address.limitKey;
  }

  get buffered(): number {
    return this.#socket.writableLength;
  }

  listen(listener: ConnectionListener): void {
    const ws = this.#ws;
    ws.on('message', (data, isBinary) => {
      // With the default `binaryType` a message is one Buffer; `ws` has checked that text is UTF-8.
      const bytes = data as Buffer;
      this.#counters.bytesIn += bytes.length;
      if (isBinary) listener.binary();
      else listener.text(bytes.toString('utf8'));
    });
    const alive = () => listener.alive();
    ws.on('ping', alive);
    ws.on('pong', alive);
    ws.on('error', closesByItself);
    ws.on('close', () => listener.closed());
  }

  send(frames: FrameChain): void {
    if (!this.#isOpen()) return;
    const bytes = wireOf(frames);
    this.#counters.bytesOut += bytes.length;
    this.#socket.write(bytes);
  }

  ping(): void {
    if (this.#isOpen()) this.#ws.ping();
  }

  close(code: number, reason: string): void {
    if (!this.#isOpen()) return;
    const limit = setTimeout(() => this.#ws.terminate(), CLOSE_MS);
    this.#ws.once('close', () => clearTimeout(limit));
    this.#ws.close(code, reason);
  }

  #isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN;
  }
}
