import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import type { RelayStorage } from '../storage/port.ts';
import type { ConversationCache } from './conversation-cache.ts';
import type { Publisher } from './publisher.ts';

/** Between two rounds; PKT-6. ms. */
const INTERVAL_MS = 1_000;
/** Red packets told about in one round; whoever sees another asks when they open it. */
const MAX_WAITING = 1_000;

/** Tells members how far red packets are taken: rounds a second apart, in each one push for a packet, whoever took of it. */
export class PacketNotices {
  readonly #storage: Pick<RelayStorage, 'packet'>;
  readonly #conversations: ConversationCache;
  readonly #publisher: Publisher;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #changed = new Map<ConversationId, Set<number>>();
  #waiting = 0;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(
    storage: Pick<RelayStorage, 'packet'>,
    conversations: ConversationCache,
    publisher: Publisher,
    clock: Clock,
    logger: Logger,
  ) {
    this.#storage = storage;
    this.#conversations = conversations;
    this.#publisher = publisher;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Somebody took of it, at whichever node, or what was left went back. */
  changed(conversation: ConversationId, seq: number): void {
    if (this.#closed || this.#waiting >= MAX_WAITING) return;
    const seqs = this.#changed.get(conversation) ?? new Set();
    if (seqs.has(seq)) return;
    this.#changed.set(conversation, seqs.add(seq));
    this.#waiting++;
    this.#cancel ??= this.#clock.schedule(INTERVAL_MS, () => {
      this.#cancel = undefined;
      void this.#round();
    });
  }

  /** Tells nobody any more: people ask when they are back. */
  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#changed.clear();
  }

  async #round(): Promise<void> {
    const round = this.#changed;
    this.#changed = new Map();
    this.#waiting = 0;
    for (const [conversation, seqs] of round) {
      for (const seq of seqs) await this.#tell(conversation, seq);
    }
  }

  /** A push that is lost leaves a figure on a screen behind, and nothing else: taking tells how it stands. */
  async #tell(conversation: ConversationId, seq: number): Promise<void> {
    try {
      const packet = await this.#storage.packet(conversation, seq);
      if (!packet || this.#closed) return;
      await this.#conversations.use(conversation, (state) => {
        if (state) this.#publisher.toAll(state.presentUsers(), 'packet.changed', { conversation, packet });
      });
    } catch (error) {
      this.#logger.warn({ err: error, conversation, seq }, 'a red packet was not told of');
    }
  }
}
