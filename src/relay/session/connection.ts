import type { FrameChain } from './out-frame.ts';

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
  /** Peer address for logs. */
  readonly remote: string;
  /** Whom limits by address count it for; `undefined`: it is not limited, being of this machine. */
  readonly limitKey: string | undefined;
  /** Writes all frames in order, as few system calls as possible. After a close it does nothing. */
  send(frames: FrameChain): void;
  ping(): void;
  /** Bytes written and not yet taken by the network. */
  readonly buffered: number;
  /**
   * Sends the close frame after what is queued, and ends the link at most 2 s later, so that a client that reads again
   * still learns why. Only the first call counts.
   */
  close(code: number, reason: string): void;
  /** Called once, before anything happens on the connection. */
  listen(listener: ConnectionListener): void;
}
