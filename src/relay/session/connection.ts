import type { ConversationId } from '../../shared/model/ids.ts';
import type { Feature } from '../../shared/protocol/features.ts';
import type { FrameChain } from './frame-chain.ts';

/** What becomes of a push while too much waits for a connection (SYN-7). */
export type UnderPressure =
  /** Left out: a notice tells the client to sync the conversation. */
  | { readonly kind: 'notice'; readonly conversation: ConversationId; readonly seq: number }
  /** Only the newest of those with this key is sent. */
  | { readonly kind: 'latest'; readonly key: string }
  /** Left out: soon it would not be true any more, or another one follows. */
  | { readonly kind: 'drop' };

/**
 * A frame on its way to many connections: its text is encoded once, and a transport may keep the bytes it made of it in
 * `wire`, so that every further connection costs one write only.
 */
export interface OutFrame {
  readonly text: string;
  wire: Uint8Array | undefined;
  /** Once it was asked for: the chain of this frame and no other. */
  alone: FrameChain | undefined;
  /** `undefined`: it is sent however much waits; a reply. */
  readonly underPressure: UnderPressure | undefined;
  /** It goes to many, and may share its writes with what follows a few milliseconds later. */
  readonly toMany: boolean;
  /** What a client gets in its place that does not know this feature (VER-3); `undefined`: everybody gets it as it is. */
  readonly without: Without | undefined;
}

interface Without {
  readonly feature: Feature;
  /** `undefined`: nothing at all. */
  readonly frame: OutFrame | undefined;
}

export function outFrame(
  text: string,
  underPressure?: UnderPressure,
  toMany = false,
  without?: Without,
): OutFrame {
  return { text, wire: undefined, alone: undefined, underPressure, toMany, without };
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
