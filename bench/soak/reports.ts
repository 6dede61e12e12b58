import type { Random } from '../../src/shared/clock.ts';
import type { ConversationId } from '../../src/shared/model/ids.ts';
import { type RangeSet, subtractRanges, unionRanges } from '../../src/shared/model/range-set.ts';
import { LIMITS } from '../../src/shared/protocol/limits.ts';
import type { Uplink } from './uplink.ts';

const REPORT_MS = 3_000;

interface Unreported {
  delivered: number;
  read: RangeSet;
}

/** What a device has stored and read, told in batches until it is confirmed. */
export class Reports {
  readonly #random: Random;
  readonly #uplink: Uplink;
  readonly #unreported = new Map<ConversationId, Unreported>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(random: Random, uplink: Uplink) {
    this.#random = random;
    this.#uplink = uplink;
  }

  /** Conversations with something that is not confirmed. */
  get size(): number {
    return this.#unreported.size;
  }

  note(conversation: ConversationId, delivered: number, read: RangeSet): void {
    const entry = this.#unreported.get(conversation) ?? { delivered: 0, read: [] };
    entry.delivered = Math.max(entry.delivered, delivered);
    entry.read = unionRanges(entry.read, read);
    this.#unreported.set(conversation, entry);
    this.reportSoon();
  }

  /** In 1.5 to 4.5 s, and again until all is confirmed. */
  reportSoon(): void {
    if (this.#stopped || this.#unreported.size === 0) return;
    this.#timer ??= setTimeout(
      () => {
        void this.#report().finally(() => {
          this.#timer = undefined;
          this.reportSoon();
        });
      },
      REPORT_MS * (0.5 + this.#random()),
    );
  }

  /** For good. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #report(): Promise<void> {
    const link = this.#uplink.link();
    if (link?.alive !== true) return;
    const reports = [...this.#unreported]
      .slice(0, LIMITS.reportConversations)
      .map(([conversation, { delivered, read }]) => ({
        conversation,
        delivered,
        read: read.slice(0, LIMITS.reportRanges),
      }));
    try {
      await link.request('receipt.report', {
        conversations: reports.map(({ conversation, delivered, read }) => ({
          conversation,
          ...(delivered > 0 ? { delivered } : {}),
          read: read.map(([from, to]): [number, number] => [from, to]),
        })),
      });
    } catch (error) {
      this.#uplink.refused(error);
      return;
    }
    for (const { conversation, delivered, read } of reports) {
      const entry = this.#unreported.get(conversation);
      if (!entry) continue;
      entry.read = subtractRanges(entry.read, read);
      if (entry.delivered <= delivered && entry.read.length === 0) this.#unreported.delete(conversation);
    }
  }
}
