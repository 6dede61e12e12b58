import { BackgroundSteps, type NextStep } from './background-steps.ts';
import type { HandlerContext } from './context.ts';

/** Between two looks. ms. */
const LOOK_MS = 60_000;
/** Red packets given back in one write. */
const BATCH = 100;
/** Of several nodes one does it, for so long after its last look. ms. */
const LEASE_MS = 150_000;

/** Gives back what nobody has taken of red packets whose time is over (PKT-4), also of the time when no relay ran. */
export class PacketReturns {
  readonly #context: HandlerContext;
  readonly #steps: BackgroundSteps;

  constructor(context: HandlerContext) {
    this.#context = context;
    this.#steps = new BackgroundSteps(context.clock);
    this.#steps.begin(LOOK_MS, () => this.#look());
  }

  /** Resolves when the write under way is done; no other follows. */
  close(): Promise<void> {
    return this.#steps.close();
  }

  async #look(): Promise<NextStep> {
    const { storage, packetNotices, peers, clock, writes, logger } = this.#context;
    let more = false;
    try {
      if (!peers || (await peers.leads('packet-returns', LEASE_MS))) {
        const returned = await writes.track(() => storage.returnPackets(clock.now(), BATCH));
        for (const { conversation, seq } of returned) {
          packetNotices.changed(conversation, seq);
          peers?.announce({ kind: 'packet', conversation, seq });
        }
        more = returned.length === BATCH;
      }
    } catch (error) {
      logger.error({ err: error }, 'red packets not given back');
    }
    return { inMs: more ? 0 : LOOK_MS, step: () => this.#look() };
  }
}
