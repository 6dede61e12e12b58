import type { ConversationId } from '../../shared/model/ids.ts';
import { BackgroundSteps, type NextStep } from './background-steps.ts';
import type { HandlerContext } from './context.ts';
import { announceHeads } from './heads.ts';

const DAY_MS = 86_400_000;
/** Between the end of one round through all conversations and the next: days are what is promised. ms. */
const ROUND_MS = DAY_MS;
/** After the start, and between two conversations: people's own work goes first. ms. */
const STEP_MS = 200;
/** Of several nodes one does it, for so long after its last step. ms. */
const LEASE_MS = 120_000;

/**
 * Removes the receipts of messages that are older than the relay keeps them (RCP-16), one conversation at a time, round after
 * round. What a stopped relay left undone is done in the first round of the next.
 */
export class ReceiptRetention {
  readonly #context: HandlerContext;
  readonly #steps: BackgroundSteps;

  constructor(context: HandlerContext) {
    this.#context = context;
    this.#steps = new BackgroundSteps(context.clock);
    this.settingsChanged();
  }

  /** Begins a round, if receipts are kept for some days only. */
  settingsChanged(): void {
    if (this.#context.receiptSettings.retentionDays > 0) this.#steps.begin(STEP_MS, () => this.#step());
    else this.#steps.end();
  }

  /** Resolves when the step under way is done; no other follows. */
  close(): Promise<void> {
    return this.#steps.close();
  }

  async #step(after?: ConversationId): Promise<NextStep> {
    const { storage, peers, clock, receiptSettings, writes, logger } = this.#context;
    const before = clock.now() - receiptSettings.retentionDays * DAY_MS;
    try {
      if (peers && !(await peers.leads('receipt-retention', LEASE_MS))) return this.#next(LEASE_MS);
      const next = await writes.track(async () => {
        const step = await storage.closeReceipts(before, after);
        if (step.closed) await this.#tell(step.closed);
        return step.next;
      });
      return this.#next(next === undefined ? ROUND_MS : STEP_MS, next);
    } catch (error) {
      logger.error({ err: error }, 'old receipts not removed');
      return this.#next(ROUND_MS);
    }
  }

  #next(inMs: number, after?: ConversationId): NextStep {
    return { inMs, step: () => this.#step(after) };
  }

  async #tell({ conversation, floor }: { conversation: ConversationId; floor: number }): Promise<void> {
    const { conversations, peers, publisher, logger } = this.#context;
    try {
      const members = await conversations.use(conversation, (state) => {
        state?.closeReceipts(floor);
        return [...(state?.presentUsers() ?? [])];
      });
      peers?.announce({ kind: 'receiptsClosed', conversation });
      await announceHeads(this.#context, conversation, members);
    } catch (error) {
      logger.error({ err: error, conversation }, 'removed receipts not told');
      publisher.resyncAll();
    }
  }
}
