import { LIMITS } from '../../shared/protocol/limits.ts';

/** The bounds of connections; PROTOCOL.md's table of limits names them. */
export interface SessionLimits {
  readonly requestsInFlight: number;
  readonly framesPerSecond: number;
  /** Frames at once, after a pause. */
  readonly frameBurst: number;
  /** Bytes that may wait for a client that does not read. */
  readonly bufferedBytes: number;
  /** From so many waiting bytes on, pushes are gathered (SYN-7) … */
  readonly pressureBytes: number;
  /** … until no more than these wait. */
  readonly relievedBytes: number;
  readonly handshakeMs: number;
  readonly heartbeatMs: number;
  /** Passwords tried and accounts registered from one address, and so many at once (LIM-5). */
  readonly signInsPerMinute: number;
}

export const DEFAULT_SESSION_LIMITS: SessionLimits = {
  requestsInFlight: LIMITS.requestsInFlight,
  framesPerSecond: 200,
  frameBurst: 400,
  bufferedBytes: 8 * 1024 * 1024,
  pressureBytes: 256 * 1024,
  relievedBytes: 64 * 1024,
  handshakeMs: LIMITS.handshakeMs,
  heartbeatMs: LIMITS.heartbeatMs,
  signInsPerMinute: 60,
};
