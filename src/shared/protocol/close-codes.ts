/** WebSocket close codes of the relay (4000–4999 is the range RFC 6455 leaves to applications). */
export const CLOSE = {
  /** RFC 6455: going away. Sent at shutdown; reconnect with backoff. */
  goingAway: 1001,
  /** RFC 6455: message too big. */
  tooLarge: 1009,
  /** A frame that is not a JSON text frame of the documented shape. */
  badFrame: 4000,
  /** Not signed in within the handshake time. */
  handshakeTimeout: 4001,
  /** None of the offered versions is spoken here. */
  unsupportedVersion: 4002,
  /** The device was signed out or revoked; the token is gone. */
  revoked: 4003,
  /** No sign of life for two heartbeats. */
  heartbeatTimeout: 4004,
  /** The client does not read fast enough; reconnect and sync from the cursor. */
  slowReader: 4005,
  /** Too many frames or open requests, or refusals for being too fast that were not heeded. */
  rateLimited: 4006,
} as const;

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/** Whether a client may reconnect by itself after this close code. Unknown codes may, with backoff. */
export function mayReconnect(code: number): boolean {
  return code !== CLOSE.unsupportedVersion && code !== CLOSE.revoked;
}
