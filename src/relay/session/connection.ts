/**
 * A frame on its way to many connections: its text is encoded once, and a transport may keep the bytes it made of it in
 * `wire`, so that every further connection costs one write only.
 */
export interface OutFrame {
  readonly text: string;
  wire: Uint8Array | undefined;
}

export function outFrame(text: string): OutFrame {
  return { text, wire: undefined };
}

/** How a connection tells the session what happens. `closed` comes exactly once, and last. */
export interface ConnectionListener {
  text(frame: string): void;
  /** A binary frame, which the protocol does not have. */
  binary(): void;
  /** Any sign of life besides frames: a ping, a pong. */
  alive(): void;
  closed(): void;
}

/** One client's link as the session sees it; adapters: WebSocket, and a loopback pair for tests. */
export interface Connection {
  /** Peer address for rate limits and logs. */
  readonly remote: string;
  /** Writes all frames in order, as few system calls as possible. After a close it does nothing. */
  send(frames: readonly OutFrame[]): void;
  ping(): void;
  /** Bytes written and not yet taken by the network. */
  readonly buffered: number;
  /** Sends the close frame after what is queued, and ends the link at most 2 s later. */
  close(code: number, reason: string): void;
  /** Ends the link at once: for readers that do not read. */
  destroy(code: number, reason: string): void;
  listen(listener: ConnectionListener): void;
}
