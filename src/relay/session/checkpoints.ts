import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { InFlight } from '../handlers/in-flight.ts';
import type { ReceiptNotices } from '../handlers/receipt-notices.ts';
import type { Hub } from './hub.ts';

/** SYN-6; ms. */
const INTERVAL_MS = 30_000;

export interface CheckpointDeps {
  /** The newest commit of which this relay has told, or is telling, everything. */
  readonly position: () => Promise<number>;
  readonly writes: InFlight;
  readonly receipts: ReceiptNotices;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Every 30 s, while anything changes, takes the storage's position, waits until everything that had begun by then has been
 * told, and sends the position to all connections that had synced before (SYN-6).
 */
export class Checkpoints {
  readonly #deps: CheckpointDeps;
  #cancel: () => void;
  #closed = false;

  constructor(deps: CheckpointDeps) {
    this.#deps = deps;
    this.#cancel = this.#arm();
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  #arm(): () => void {
    return this.#deps.clock.schedule(INTERVAL_MS, () => {
      void this.#send().finally(() => {
        if (!this.#closed) this.#cancel = this.#arm();
      });
    });
  }

  async #send(): Promise<void> {
    const { writes, receipts, hub, logger } = this.#deps;
    const callers = hub.syncedCallers();
    if (callers.length === 0) return;
    try {
      const position = await this.#deps.position();
      await writes.settled();
      await receipts.settled();
      if (!this.#closed) hub.toCallers(callers, 'sync.checkpoint', { position });
    } catch (error) {
      logger.warn({ err: error }, 'no checkpoint this time');
    }
  }
}
