/** The largest frame that every adapter takes: PostgreSQL's NOTIFY refuses 8,000 bytes, a few of which are the adapter's. */
export const MAX_FRAME_BYTES = 7_900;

/** What a bus tells its one listener. */
export interface BusListener {
  /** A frame that a node sent, perhaps this one. */
  frame(text: string): void;
  /** The link was down and is back: whatever was sent meanwhile may be missing. */
  doubt(): void;
}

/**
 * Carries small frames between the nodes of a relay. At most once and only while the link is up: a frame may be lost, doubled or
 * overtaken, and whoever listens repairs by what is stored. Adapters pass the suite in test/contract/bus.
 */
export interface Bus {
  /**
   * Sends a text of at most MAX_FRAME_BYTES in UTF-8 to all nodes that listen. Neither throws nor waits; without a link, or with
   * more waiting than the adapter's limit, the frame is dropped and `doubt` follows once there is a link.
   */
  send(text: string): void;
  /** From now on; called once. */
  listen(listener: BusListener): void;
  /** Sends what waits, as far as the link takes it within 2 s, then nothing more is sent or heard. Idempotent. */
  close(): Promise<void>;
}
