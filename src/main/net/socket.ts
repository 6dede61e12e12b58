/** How an open socket tells its user what happens. `closed` comes exactly once, and last. */
export interface SocketListener {
  text(frame: string): void;
  /** `code` as in RFC 6455; 1006 when the link broke. */
  closed(code: number, reason: string): void;
}

/** An open connection to a relay. */
export interface Socket {
  /** Queues a frame. After `close` it is dropped silently: the listener hears `closed`. */
  send(frame: string): void;
  /**
   * Resolves when the relay has answered a ping; rejects with `timeout` once nothing at all has come for `ms`, less than 2 `ms` after
   * the last of it. Finds half-open links.
   */
  ping(ms: number): Promise<void>;
  /** Bytes queued and not yet handed to the network. */
  readonly buffered: number;
  /** Bytes that have come, parts of frames included. */
  readonly arrived: number;
  close(): void;
}

/** Opens sockets. */
export interface Dialer {
  /**
   * Resolves once the connection is open; rejects with `unreachable`, `wrong_certificate`, `untrusted_certificate`, or `timeout`
   * after 10 s, or `cancelled` by the signal.
   * The listener is attached before the first frame can arrive.
   */
  dial(url: string, listener: SocketListener, signal: AbortSignal): Promise<Socket>;
}
