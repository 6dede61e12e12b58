import type { Connection, ConnectionListener } from '../session/connection.ts';
import type { FrameChain } from '../session/out-frame.ts';

/** What a client hears on a loopback pair. `closed` comes exactly once, and last. */
export interface LoopbackListener {
  text(frame: string): void;
  ping(): void;
  closed(code: number, reason: string): void;
}

/** The client's end of a loopback pair. */
export interface LoopbackClient {
  send(text: string): void;
  sendBinary(): void;
  ping(): void;
  pong(): void;
  close(code: number, reason: string): void;
  listen(listener: LoopbackListener): void;
}

type ToRelay =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary' }
  | { readonly kind: 'alive' }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string };

type ToClient =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'ping' }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string };

export type Direction = 'to-relay' | 'to-client';

/** RFC 6455: no close frame was seen. */
const ABNORMAL = 1006;

/**
 * A connection in memory whose frames move only when the test or simulation delivers them, one by one and in their order.
 * The relay's end goes to `Relay.accept`.
 */
export class LoopbackPair {
  readonly relay: Connection;
  readonly client: LoopbackClient;
  readonly #toRelay: ToRelay[] = [];
  readonly #toClient: ToClient[] = [];
  readonly #onQueued: (direction: Direction) => void;
  #relayListener: ConnectionListener | undefined;
  #clientListener: LoopbackListener | undefined;
  /** The relay has sent its close frame; the client has sent its own. */
  #relayClosing = false;
  #clientClosing = false;

  /** `onQueued` is told of everything that waits to be delivered; must not deliver in the call. */
  constructor(remote = 'loopback', onQueued: (direction: Direction) => void = () => undefined) {
    this.#onQueued = onQueued;
    const waiting = this.#toClient;
    this.relay = {
      remote,
      limitKey: undefined,
      get buffered() {
        return waiting.reduce((bytes, item) => bytes + (item.kind === 'text' ? item.text.length : 0), 0);
      },
      send: (frames) => this.#relaySends(frames),
      ping: () => {
        if (!this.#relayClosing) this.#queueToClient({ kind: 'ping' });
      },
      close: (code, reason) => {
        if (!this.#relayClosing) this.#queueToClient({ kind: 'close', code, reason });
        this.#relayClosing = true;
      },
      listen: (listener) => (this.#relayListener = listener),
    };
    this.client = {
      send: (text) => this.#queueToRelay({ kind: 'text', text }),
      sendBinary: () => this.#queueToRelay({ kind: 'binary' }),
      ping: () => this.#queueToRelay({ kind: 'alive' }),
      pong: () => this.#queueToRelay({ kind: 'alive' }),
      close: (code, reason) => {
        this.#queueToRelay({ kind: 'close', code, reason });
        this.#clientClosing = true;
      },
      listen: (listener) => (this.#clientListener = listener),
    };
  }

  get isOpen(): boolean {
    return this.#relayListener !== undefined || this.#clientListener !== undefined;
  }

  waiting(direction: Direction): number {
    return direction === 'to-relay' ? this.#toRelay.length : this.#toClient.length;
  }

  /** Delivers the oldest that waits. `false`: nothing does. */
  deliver(direction: Direction): boolean {
    return direction === 'to-relay' ? this.#deliverToRelay() : this.#deliverToClient();
  }

  /** Delivers until nothing waits in either direction. */
  deliverAll(): void {
    while (this.deliver('to-relay') || this.deliver('to-client'));
  }

  /** The link breaks: both ends hear it, what waits is lost. */
  cut(): void {
    this.#end(ABNORMAL, '');
  }

  #relaySends(frames: FrameChain): void {
    if (this.#relayClosing) return;
    for (const { text } of frames.frames()) this.#queueToClient({ kind: 'text', text });
  }

  #queueToRelay(item: ToRelay): void {
    if (this.#clientClosing || !this.isOpen) return;
    this.#toRelay.push(item);
    this.#onQueued('to-relay');
  }

  #queueToClient(item: ToClient): void {
    if (!this.isOpen) return;
    this.#toClient.push(item);
    this.#onQueued('to-client');
  }

  #deliverToRelay(): boolean {
    const item = this.#toRelay.shift();
    if (!item) return false;
    if (item.kind === 'text') this.#relayListener?.text(item.text);
    else if (item.kind === 'binary') this.#relayListener?.binary();
    else if (item.kind === 'alive') this.#relayListener?.alive();
    else this.#end(item.code, item.reason);
    return true;
  }

  #deliverToClient(): boolean {
    const item = this.#toClient.shift();
    if (!item) return false;
    if (item.kind === 'text') this.#clientListener?.text(item.text);
    else if (item.kind === 'ping') this.#clientListener?.ping();
    else this.#end(item.code, item.reason);
    return true;
  }

  #end(code: number, reason: string): void {
    const relay = this.#relayListener;
    const client = this.#clientListener;
    this.#relayListener = undefined;
    this.#clientListener = undefined;
    this.#toRelay.length = 0;
    this.#toClient.length = 0;
    relay?.closed();
    client?.closed(code, reason);
  }
}
