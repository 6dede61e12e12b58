import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { RelayStorage } from '../storage/port.ts';
import type { ConversationCache } from './conversation-cache.ts';

/** How long an acknowledgement waits for others. Nobody sees it sooner: it only has to be durable before its reply. ms. */
const GATHER_MS = 1_000;
/** Cursors of one conversation that are stored at once, at the latest. */
const MAX_GATHERED = 10_000;

/** Who waits for an acknowledgement; exactly one of the two is called, once. */
export interface Acknowledging {
  stored(): void;
  failed(error: AppError): void;
}

interface Gathered {
  readonly cursors: Map<UserId, number>;
  readonly waiting: Acknowledging[];
  readonly cancel: () => void;
}

/**
 * Stores acknowledgements of one conversation together: in a group of hundreds they come in bursts, and each alone would cost
 * as much as a message. Each is durable, and the conversation in memory knows it, when its caller is told (FRM-5). No promise
 * per acknowledgement: hundreds a second would live long enough to be a burden on the memory.
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
  move(conversation: ConversationId, user: UserId, seq: number, waiter: Acknowledging): void {
    const gathered = this.#gathered.get(conversation) ?? this.#begin(conversation);
    const { cursors, waiting } = gathered;
    if (seq > (cursors.get(user) ?? 0)) cursors.set(user, seq);
    waiting.push(waiter);
    if (waiting.length >= MAX_GATHERED) void this.#store(conversation, gathered);
  }

  /** The same for one who would rather wait for a promise. */
  moved(conversation: ConversationId, user: UserId, seq: number): Promise<void> {
    return new Promise((stored, failed) => this.move(conversation, user, seq, { stored, failed }));
  }

  /** Stores what is gathered now, without waiting for more. */
  flush(): void {
    for (const [conversation, gathered] of this.#gathered) void this.#store(conversation, gathered);
  }

  #begin(conversation: ConversationId): Gathered {
    const gathered: Gathered = {
      cursors: new Map(),
      waiting: [],
      cancel: this.#clock.schedule(GATHER_MS, () => void this.#store(conversation, gathered)),
    };
    this.#gathered.set(conversation, gathered);
    return gathered;
  }

  async #store(conversation: ConversationId, { cursors, waiting, cancel }: Gathered): Promise<void> {
    cancel();
    this.#gathered.delete(conversation);
    try {
      await this.#storage.moveDelivered(conversation, [...cursors.keys()], [...cursors.values()]);
      await this.#conversations.use(conversation, (state) => {
        for (const [user, seq] of cursors) state?.setDelivered(user, seq);
      });
    } catch (error) {
      for (const one of waiting) one.failed(AppError.from(error));
      return;
    }
    for (const one of waiting) one.stored();
  }
}
