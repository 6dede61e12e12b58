import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { ConversationId, DeviceId, UserId } from '../../shared/model/ids.ts';
import type { RelayStorage } from '../storage/port.ts';
import type { ConversationCache } from './conversation-cache.ts';
import { InFlight } from './in-flight.ts';
import type { Caller } from './publisher.ts';

/** How long an acknowledgement waits for others. Nobody sees it sooner: it only has to be durable before its reply. ms. */
const GATHER_MS = 1_000;
/** Acknowledgements of one conversation that are stored at once, at the latest. */
const MAX_GATHERED = 10_000;

/** Who waits for acknowledgements, by the ids of their requests; for each, exactly one of the two is called, once. */
export interface Acknowledging {
  stored(id: number): void;
  failed(id: number, error: AppError): void;
}

interface Gathered {
  /** By device: one that is signed out meanwhile takes nothing of another one's with it. */
  readonly cursors: Map<DeviceId, { readonly user: UserId; seq: number }>;
  /** Side by side: who waits, for which request, of which device. */
  readonly waiting: Acknowledging[];
  readonly ids: number[];
  readonly devices: DeviceId[];
  readonly cancel: () => void;
}

/**
 * Stores acknowledgements of one conversation together: in a group of hundreds they come in bursts, and each alone would cost
 * as much as a message. Each is durable, and the conversation in memory knows it, when its caller is told (FRM-5). Next to
 * nothing is made for a single one: thousands a second would live just long enough to be a burden on the memory.
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

  /** `seq` is not beyond the head. Fails with `bad_token` when the device is signed out before it is stored (SES-12). */
  move(
    conversation: ConversationId,
    { user, device }: Caller,
    seq: number,
    waiter: Acknowledging,
    id: number,
  ): void {
    const gathered = this.#gathered.get(conversation) ?? this.#begin(conversation);
    const { cursors, waiting, ids, devices } = gathered;
    const cursor = cursors.get(device);
    if (!cursor) cursors.set(device, { user, seq });
    else if (seq > cursor.seq) cursor.seq = seq;
    waiting.push(waiter);
    ids.push(id);
    devices.push(device);
    if (waiting.length >= MAX_GATHERED) void this.#store(conversation, gathered);
  }

  /** The same for one who would rather wait for a promise. */
  moved(conversation: ConversationId, caller: Caller, seq: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter = { stored: () => resolve(), failed: (_id: number, error: AppError) => reject(error) };
      this.move(conversation, caller, seq, waiter, 0);
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
      devices: [],
      cancel: this.#clock.schedule(GATHER_MS, () => void this.#store(conversation, gathered)),
    };
    this.#gathered.set(conversation, gathered);
    return gathered;
  }

  #store(conversation: ConversationId, gathered: Gathered): Promise<void> {
    gathered.cancel();
    this.#gathered.delete(conversation);
    return this.#storing.track(async () => {
      const { waiting, ids, devices } = gathered;
      try {
        const signedOut = await this.#write(conversation, gathered);
        waiting.forEach((one, index) => {
          const device = devices[index];
          if (device === undefined || !signedOut.has(device)) one.stored(ids[index] ?? 0);
          else one.failed(ids[index] ?? 0, new AppError('bad_token', 'signed out'));
        });
      } catch (error) {
        waiting.forEach((one, index) => one.failed(ids[index] ?? 0, AppError.from(error)));
      }
    });
  }

  async #write(conversation: ConversationId, { cursors }: Gathered): Promise<ReadonlySet<DeviceId>> {
    const moved = { users: [] as UserId[], devices: [] as DeviceId[], seqs: [] as number[] };
    for (const [device, { user, seq }] of cursors) {
      moved.users.push(user);
      moved.devices.push(device);
      moved.seqs.push(seq);
    }
    const signedOut = new Set(await this.#storage.moveDelivered(conversation, moved));
    await this.#conversations.use(conversation, (state) => {
      for (const [device, { user, seq }] of cursors) {
        if (!signedOut.has(device)) state?.setDelivered(user, seq);
      }
    });
    return signedOut;
  }
}
