import { AppError } from '../../shared/errors.ts';
import type { TimelineEvent } from '../../shared/model/event.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import { ConversationState } from '../domain/conversation-state.ts';
import type { EventEffects } from '../domain/event-effects.ts';
import type { RelayStorage } from '../storage/port.ts';

export interface CacheLimits {
  readonly conversations: number;
  /** Over all conversations; one costs about 12 bytes. */
  readonly events: number;
}

export const DEFAULT_CACHE_LIMITS: CacheLimits = { conversations: 5_000, events: 4_000_000 };

type Use = (state: ConversationState | undefined) => void;

interface Load {
  /** What it reads is not what the storage has now. */
  isStale: boolean;
  readonly uses: { readonly run: Use; readonly fail: (error: unknown) => void }[];
}

/**
 * The conversations in memory, least recently used first out. A state is lent for one synchronous use only, so that no one
 * holds one that was dropped. Uses of a conversation run in the order of the calls, also while it is being loaded.
 */
export class ConversationCache {
  readonly #storage: RelayStorage;
  readonly #limits: CacheLimits;
  readonly #states = new Map<ConversationId, ConversationState>();
  readonly #loads = new Map<ConversationId, Load>();
  #events = 0;
  /** The most recently used one: hundreds of uses in a row are of the same. */
  #newest: ConversationId | undefined;

  constructor(storage: RelayStorage, limits: CacheLimits) {
    this.#storage = storage;
    this.#limits = limits;
  }

  get size(): number {
    return this.#states.size;
  }

  /** Over all conversations in memory. */
  get events(): number {
    return this.#events;
  }

  /** `state` is `undefined` for a conversation that does not exist. Rejects when loading it, or `use`, fails. */
  use<T>(id: ConversationId, use: (state: ConversationState | undefined) => T): Promise<T> {
    // Not an async function: all uses resolve after equally many microtasks, which keeps their continuations in order too.
    return new Promise<T>((resolve, reject) => {
      const run: Use = (state) => {
        try {
          resolve(use(state));
        } catch (error) {
          reject(AppError.from(error));
        }
      };
      const loading = this.#loads.get(id);
      const state = loading ? undefined : this.#states.get(id);
      if (state) {
        this.#touch(id, state);
        run(state);
      } else {
        (loading ?? this.#load(id)).uses.push({ run, fail: reject });
      }
    });
  }

  /**
   * The state, if it is in memory and no earlier use waits for it; for a caller who would rather not wait, and does not keep
   * it beyond the call.
   */
  peek(id: ConversationId): ConversationState | undefined {
    const state = this.#loads.has(id) ? undefined : this.#states.get(id);
    if (state) this.#touch(id, state);
    return state;
  }

  /**
   * Brings the conversation to a committed event, then lends it. Whatever of the event was loaded already is not applied
   * again; if events before it are missing, or nobody knows what else it did, the conversation is loaded anew.
   */
  async applyEvent<T>(
    event: TimelineEvent,
    effects: EventEffects | undefined,
    use: (state: ConversationState) => T,
  ): Promise<T> {
    const id = event.conversation;
    const outcome = await this.use(id, (state) => {
      if (!state) return undefined;
      if (event.seq > state.headSeq + 1) return undefined;
      if (event.seq === state.headSeq + 1) {
        if (!effects) return undefined;
        state.applyEvent(event, effects);
        this.#events++;
      }
      return { value: use(state) };
    });
    if (outcome) return outcome.value;
    this.#drop(id);
    return this.use(id, (state) => {
      if (!state || state.headSeq < event.seq) {
        throw new AppError('internal', 'a committed event is not in the timeline');
      }
      return use(state);
    });
  }

  #load(id: ConversationId): Load {
    const load: Load = { isStale: false, uses: [] };
    this.#loads.set(id, load);
    this.#read(id, load);
    return load;
  }

  #read(id: ConversationId, load: Load): void {
    load.isStale = false;
    void this.#storage.loadConversation(id).then(
      (stored) => {
        if (load.isStale) {
          this.#read(id, load);
          return;
        }
        this.#loads.delete(id);
        const state = stored && ConversationState.from(stored);
        if (state) this.#keep(id, state);
        for (const { run } of load.uses) run(state);
      },
      (error: unknown) => {
        this.#loads.delete(id);
        for (const { fail } of load.uses) fail(error);
      },
    );
  }

  #keep(id: ConversationId, state: ConversationState): void {
    this.#states.set(id, state);
    this.#newest = id;
    this.#events += state.headSeq;
    this.#evict();
  }

  #touch(id: ConversationId, state: ConversationState): void {
    if (id !== this.#newest) {
      this.#states.delete(id);
      this.#states.set(id, state);
      this.#newest = id;
    }
    this.#evict();
  }

  /** Whatever is in memory is not what the storage has: it is loaded anew when it is needed. */
  forget(id: ConversationId): void {
    const load = this.#loads.get(id);
    if (load) load.isStale = true;
    this.#drop(id);
  }

  #drop(id: ConversationId): void {
    const state = this.#states.get(id);
    if (!state) return;
    this.#states.delete(id);
    this.#events -= state.headSeq;
    if (id === this.#newest) this.#newest = undefined;
  }

  /** The newest one always stays, however large it is. */
  #evict(): void {
    while (
      this.#states.size > 1 &&
      (this.#states.size > this.#limits.conversations || this.#events > this.#limits.events)
    ) {
      const oldest = this.#states.keys().next();
      if (oldest.done) return;
      this.#drop(oldest.value);
    }
  }
}
