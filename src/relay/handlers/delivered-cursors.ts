import type { Clock } from '../../shared/clock.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { RelayStorage } from '../storage/port.ts';

/** How long an acknowledgement waits for others. Nobody sees it sooner: it only has to be durable before its reply. ms. */
const GATHER_MS = 100;
/** Cursors of one conversation that are stored at once, at the latest. */
const MAX_GATHERED = 10_000;

interface Gathered {
  readonly cursors: Map<UserId, number>;
  readonly waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[];
  readonly cancel: () => void;
}

/**
 * Stores acknowledgements of one conversation together: in a group of hundreds they come in bursts, and each alone would cost
 * as much as a message. Each is durable when its promise resolves (FRM-5).
 */
export class DeliveredCursors {
  readonly #storage: Pick<RelayStorage, 'moveDelivered'>;
  readonly #clock: Clock;
  readonly #gathered = new Map<ConversationId, Gathered>();

  constructor(storage: Pick<RelayStorage, 'moveDelivered'>, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** `seq` is not beyond the head. */
  move(conversation: ConversationId, user: UserId, seq: number): Promise<void> {
    const gathered = this.#gathered.get(conversation) ?? this.#begin(conversation);
    gathered.cursors.set(user, Math.max(seq, gathered.cursors.get(user) ?? 0));
    const stored = new Promise<void>((resolve, reject) => gathered.waiting.push({ resolve, reject }));
    if (gathered.waiting.length >= MAX_GATHERED) this.#store(conversation, gathered);
    return stored;
  }

  /** Stores what is gathered now, without waiting for more. */
  flush(): void {
    for (const [conversation, gathered] of this.#gathered) this.#store(conversation, gathered);
  }

  #begin(conversation: ConversationId): Gathered {
    const gathered: Gathered = {
      cursors: new Map(),
      waiting: [],
      cancel: this.#clock.schedule(GATHER_MS, () => this.#store(conversation, gathered)),
    };
    this.#gathered.set(conversation, gathered);
    return gathered;
  }

  #store(conversation: ConversationId, gathered: Gathered): void {
    gathered.cancel();
    this.#gathered.delete(conversation);
    const cursors = Array.from(gathered.cursors, ([user, seq]) => ({ user, seq }));
    this.#storage.moveDelivered(conversation, cursors).then(
      () => {
        for (const { resolve } of gathered.waiting) resolve();
      },
      (error: unknown) => {
        for (const { reject } of gathered.waiting) reject(error);
      },
    );
  }
}
