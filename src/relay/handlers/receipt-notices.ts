import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import type { RangeSet, SeqRange } from '../../shared/model/range-set.ts';
import { unionRanges } from '../../shared/model/range-set.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { ConversationState } from '../domain/conversation-state.ts';
import type { ConversationCache } from './conversation-cache.ts';
import type { Publisher } from './publisher.ts';

/** The first reading after a pause is told this soon: long enough to gather a burst, too short to notice. ms. */
const GATHER_MS = 100;
/** Between two rounds; RCP-6. ms. */
const INTERVAL_MS = 1_000;
/** Messages of one conversation told about in one round, newest first; the rest waits for the next one. */
const MESSAGES_PER_ROUND = 20_000;

/**
 * Tells senders that their messages were read (RCP-6): rounds at least a second apart, in each at most one notice per sender
 * and conversation, cut into frames of `LIMITS.countsMessages` counts. Where it is not known which messages were read, they are told
 * to ask (`timeline.noticed`).
 */
export class ReceiptNotices {
  readonly #conversations: ConversationCache;
  readonly #publisher: Publisher;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #dirty = new Map<ConversationId, RangeSet>();
  #doubted = new Set<ConversationId>();
  #cancel: (() => void) | undefined;
  #running = false;
  #lastRound = -INTERVAL_MS;
  #closed = false;
  #waiting: (() => void)[] = [];

  constructor(conversations: ConversationCache, publisher: Publisher, clock: Clock, logger: Logger) {
    this.#conversations = conversations;
    this.#publisher = publisher;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** These messages have fewer unread than before. */
  add(conversation: ConversationId, newlyRead: RangeSet): void {
    if (newlyRead.length === 0 || this.#closed) return;
    this.#dirty.set(conversation, unionRanges(this.#dirty.get(conversation) ?? [], newlyRead));
    this.#arm();
  }

  /** Messages of the conversation may have fewer unread than anybody here was told, nobody knows which. */
  doubt(conversation: ConversationId): void {
    if (this.#closed) return;
    this.#doubted.add(conversation);
    this.#arm();
  }

  /** Resolves once nothing is left to tell. */
  settled(): Promise<void> {
    if (this.#closed || (this.#isIdle() && !this.#running)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Tells nobody any more: senders ask for counts when they are back. */
  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#dirty.clear();
    this.#doubted.clear();
    this.#release();
  }

  #isIdle(): boolean {
    return this.#dirty.size === 0 && this.#doubted.size === 0;
  }

  #arm(): void {
    if (this.#cancel || this.#running || this.#closed) return;
    const rest = this.#lastRound + INTERVAL_MS - this.#clock.monotonic();
    this.#cancel = this.#clock.schedule(Math.max(GATHER_MS, rest), () => {
      this.#cancel = undefined;
      void this.#round();
    });
  }

  async #round(): Promise<void> {
    this.#running = true;
    this.#lastRound = this.#clock.monotonic();
    const round = this.#dirty;
    const doubted = this.#doubted;
    this.#dirty = new Map();
    this.#doubted = new Set();
    for (const [conversation, ranges] of round) {
      const [now, later] = splitNewest(ranges, MESSAGES_PER_ROUND);
      if (later.length > 0) this.add(conversation, later);
      await this.#with(conversation, (state) => this.#tell(conversation, state, now));
    }
    for (const conversation of doubted) {
      await this.#with(conversation, (state) => this.#tellToAsk(conversation, state));
    }
    this.#running = false;
    if (this.#isIdle()) this.#release();
    else this.#arm();
  }

  async #with(conversation: ConversationId, tell: (state: ConversationState) => void): Promise<void> {
    try {
      await this.#conversations.use(conversation, (state) => state && tell(state));
    } catch (error) {
      this.#logger.error({ err: error, conversation }, 'receipts not told');
      this.#publisher.resyncAll();
    }
  }

  /** Those alone who have sent something there: in a large group few of many. */
  #tellToAsk(conversation: ConversationId, state: ConversationState): void {
    for (const author of state.authors()) {
      if (!this.#publisher.isOnline(author)) continue;
      const body = { conversation, headSeq: state.newestVisible(author) };
      this.#publisher.toUser(author, 'timeline.noticed', body);
    }
  }

  #tell(conversation: ConversationId, state: ConversationState, ranges: RangeSet): void {
    for (const [author, seqs] of state.authorsOf(ranges)) {
      if (!this.#publisher.isOnline(author)) continue;
      for (let start = 0; start < seqs.length; start += LIMITS.countsMessages) {
        const counts = state.counts(author, seqs.slice(start, start + LIMITS.countsMessages));
        if (counts.length > 0) {
          this.#publisher.toUser(author, 'receipt.updated', { conversation, counts });
        }
      }
    }
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** The newest `count` seqs of the set, and the others. */
function splitNewest(ranges: RangeSet, count: number): [newest: RangeSet, others: RangeSet] {
  const newest: SeqRange[] = [];
  const others: SeqRange[] = [];
  let left = count;
  for (const [from, to] of ranges.toReversed()) {
    const cut = Math.max(from, to - left + 1);
    if (cut <= to) newest.push([cut, to]);
    if (from < cut) others.push([from, cut - 1]);
    left = Math.max(0, left - (to - cut + 1));
  }
  return [newest.reverse(), others.reverse()];
}
