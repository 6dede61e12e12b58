import type { Clock } from '../../shared/clock.ts';
import type { ConversationId, DeviceId, UserId } from '../../shared/model/ids.ts';
import type { RelayStorage } from '../storage/port.ts';
import type { ConversationCache } from './conversation-cache.ts';
import type { Caller } from './publisher.ts';

/** How long an acknowledgement waits for others. Nobody sees it sooner: it only has to be durable before its reply. ms. */
const GATHER_MS = 100;
/** Cursors of one conversation that are stored at once, at the latest. */
const MAX_GATHERED = 10_000;

interface Gathered {
  /** By device: one that is signed out meanwhile takes nothing of another one's with it. */
  readonly cursors: Map<DeviceId, { readonly user: UserId; readonly seq: number }>;
  /** One for all: hundreds wait for it. */
  readonly stored: PromiseWithResolvers<ReadonlySet<DeviceId>>;
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

  /** `seq` is not beyond the head. Gives the devices, of all that waited, that were signed out and moved nothing. */
  move(conversation: ConversationId, { user, device }: Caller, seq: number): Promise<ReadonlySet<DeviceId>> {
    const gathered = this.#gathered.get(conversation) ?? this.#begin(conversation);
    const before = gathered.cursors.get(device)?.seq ?? 0;
    if (seq > before) gathered.cursors.set(device, { user, seq });
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
    const moved = Array.from(cursors, ([device, { user, seq }]) => ({ user, seq, device }));
    try {
      const signedOut = new Set(await this.#storage.moveDelivered(conversation, moved));
      await this.#conversations.use(conversation, (state) => {
        for (const { user, seq, device } of moved) {
          if (!signedOut.has(device)) state?.setDelivered(user, seq);
        }
      });
      stored.resolve(signedOut);
    } catch (error) {
      stored.reject(error);
    }
  }
}
