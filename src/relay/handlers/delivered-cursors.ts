import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { RelayStorage } from '../storage/port.ts';
import type { ConversationCache } from './conversation-cache.ts';
import { InFlight } from './in-flight.ts';

/** How long an acknowledgement waits for others. Nobody sees it sooner: it only has to be durable before its reply. ms. */
const GATHER_MS = 1_000;
/** Cursors of one conversation that are stored at once, at the latest. */
const MAX_GATHERED = 10_000;

/** Who waits for acknowledgements, by the ids of their requests; for each, exactly one of the two is called, once. */
export interface Acknowledging {
  stored(id: number): void;
  failed(id: number, error: AppError): void;
}

interface Gathered {
  readonly cursors: Map<UserId, number>;
  /** Side by side: who waits, and for which request. */
  readonly waiting: Acknowledging[];
  readonly ids: number[];
  readonly cancel: () => void;
}

/**
 * Stores acknowledgements of one conversation together: in a group of hundreds they come in bursts, and each alone would cost
 * as much as a message. Each is durable, and the conversation in memory knows it, when its caller is told (FRM-5). Nothing is made
 * for a single acknowledgement: thousands a second would live just long enough to be a burden on the memory.
 */
export class DeliveredCursors {
  readonly #storage: Pick<RelayStorage, 'moveDelivered'>;
  readonly #conversations: Pick<ConversationCache, 'use'>;
  readonly #clock: Clock;
  readonly #gathered = new Map<ConversationId, Gathered>();
  readonly #storing = new InFlight();

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
  move(conversation: ConversationId, user: UserId, seq: number, waiter: Acknowledging, id: number): void {
    const gathered = this.#gathered.get(conversation) ?? this.#begin(conversation);
    const { cursors, waiting, ids } = gathered;
    if (seq > (cursors.get(user) ?? 0)) cursors.set(user, seq);
    waiting.push(waiter);
    ids.push(id);
    if (waiting.length >= MAX_GATHERED) void this.#store(conversation, gathered);
  }

  /** The same for one who would rather wait for a promise. */
  moved(conversation: ConversationId, user: UserId, seq: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter = { stored: () => resolve(), failed: (_id: number, error: AppError) => reject(error) };
      this.move(conversation, user, seq, waiter, 0);
    });
  }

  /** Stores what is gathered now, without waiting for more. Resolves when all of it is stored, or has failed. */
  flush(): Promise<void> {
    for (const [conversation, gathered] of this.#gathered) void this.#store(conversation, gathered);
    return this.#storing.settled();
  }

  #begin(conversation: ConversationId): Gathered {
    const gathered: Gathered = {
      cursors: new Map(),
      waiting: [],
      ids: [],
      cancel: this.#clock.schedule(GATHER_MS, () => void this.#store(conversation, gathered)),
    };
    this.#gathered.set(conversation, gathered);
    return gathered;
  }

  #store(conversation: ConversationId, gathered: Gathered): Promise<void> {
    gathered.cancel();
    this.#gathered.delete(conversation);
    return this.#storing.track(() => this.#write(conversation, gathered));
  }

  async #write(conversation: ConversationId, { cursors, waiting, ids }: Gathered): Promise<void> {
    try {
      await this.#storage.moveDelivered(conversation, [...cursors.keys()], [...cursors.values()]);
      await this.#conversations.use(conversation, (state) => {
        for (const [user, seq] of cursors) state?.setDelivered(user, seq);
      });
    } catch (error) {
      waiting.forEach((one, index) => one.failed(ids[index] ?? 0, AppError.from(error)));
      return;
    }
    waiting.forEach((one, index) => one.stored(ids[index] ?? 0));
  }
}
