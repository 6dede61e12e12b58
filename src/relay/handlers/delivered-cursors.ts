import type { Clock } from '../../shared/clock.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { RelayStorage } from '../storage/port.ts';
import type { ConversationCache } from './conversation-cache.ts';

/** How long an acknowledgement waits for others. Nobody sees it sooner: it only has to be durable before its reply. ms. */
const GATHER_MS = 100;
/** Cursors of one conversation that are stored at once, at the latest. */
const MAX_GATHERED = 10_000;

interface Gathered {
  readonly cursors: Map<UserId, number>;
  /** One for all: hundreds wait for it. */
  readonly stored: PromiseWithResolvers<undefined>;
  readonly cancel: () => void;
}

/**
 * Stores acknowledgements of one conversation together: in a group of hundreds they come in bursts, and each alone would cost
 * as much as a message. Each is durable, and the conversation in memory knows it, when its promise resolves (FRM-5).
 */
export class DeliveredCursors {
  readonly #storage: Pick<RelayStorage, 'moveDelivered'>;
  readonly #conversations: Pick<ConversationCache, 'use'>;
  readonly #clock: Clock;
  readonly #gathered = new Map<ConversationId, Gathered>();

  constructor(
    storage: Pick<RelayStorage, 'moveDelivered'>,
    conversations: Pick<ConversationCache, 'use'>,
    clock: Clock,
  ) {
    this.#storage = storage;
    this.#conversations = conversations;
    this.#clock = clock;
  }

  /** `seq` is not beyond the head. */
  move(conversation: ConversationId, user: UserId, seq: number): Promise<undefined> {
    const gathered = this.#gathered.get(conversation) ?? this.#begin(conversation);
    gathered.cursors.set(user, Math.max(seq, gathered.cursors.get(user) ?? 0));
    if (gathered.cursors.size >= MAX_GATHERED) void this.#store(conversation, gathered);
    return gathered.stored.promise;
  }

  /** Stores what is gathered now, without waiting for more. */
  flush(): void {
    for (const [conversation, gathered] of this.#gathered) void this.#store(conversation, gathered);
  }

  #begin(conversation: ConversationId): Gathered {
    const gathered: Gathered = {
      cursors: new Map(),
      stored: Promise.withResolvers(),
      cancel: this.#clock.schedule(GATHER_MS, () => void this.#store(conversation, gathered)),
    };
    this.#gathered.set(conversation, gathered);
    return gathered;
  }

  async #store(conversation: ConversationId, { cursors, stored, cancel }: Gathered): Promise<void> {
    cancel();
    this.#gathered.delete(conversation);
    const moved = Array.from(cursors, ([user, seq]) => ({ user, seq }));
    try {
      await this.#storage.moveDelivered(conversation, moved);
      await this.#conversations.use(conversation, (state) => {
        for (const { user, seq } of moved) state?.setDelivered(user, seq);
      });
      stored.resolve(undefined);
    } catch (error) {
      stored.reject(error);
    }
  }
}
