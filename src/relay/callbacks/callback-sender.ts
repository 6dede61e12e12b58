import type { CallbackId } from '../../shared/model/ids.ts';
import type { StoredCallback } from '../storage/integration-port.ts';
import { CallbackLine, type DeliveryDeps } from './callback-line.ts';

/** What is queued in one burst is looked for once. ms. */
const GATHER_MS = 20;
/** After the storage failed. ms. */
const RELOAD_MS = 10_000;
/** How long finished deliveries stay in the log, how often that is looked at, and lines in one step. */
const KEPT_MS = 7 * 86_400_000;
const TIDY_MS = 3_600_000;
const TIDY_STEP_MS = 1_000;
const TIDY_LINES = 1_000;

/** Tells every callback what waits for it, each in a line of its own: one that does not answer holds up no other. */
export class CallbackSender {
  readonly #deps: DeliveryDeps;
  readonly #lines = new Map<CallbackId, CallbackLine>();
  #relay = '';
  #loading: Promise<void> | undefined;
  #stale = false;
  #gathering: (() => void) | undefined;
  #cancelReload: () => void = () => undefined;
  #cancelTidy: () => void = () => undefined;
  #tidying: Promise<void> | undefined;
  #closed = false;

  /** Goes on where it was when the relay was stopped. */
  constructor(deps: DeliveryDeps) {
    this.#deps = deps;
    this.reload();
    this.#armTidying(TIDY_STEP_MS);
  }

  refusal(url: string): string | undefined {
    return this.#deps.poster.refusal(url);
  }

  /** Something may have been queued. Costs nothing where there are no callbacks. */
  wake(): void {
    if (this.#lines.size === 0 || this.#gathering || this.#closed) return;
    this.#gathering = this.#deps.clock.schedule(GATHER_MS, () => {
      this.#gathering = undefined;
      for (const line of this.#lines.values()) line.wake();
    });
  }

  /** Callbacks were created or removed. */
  reload(): void {
    if (this.#closed) return;
    if (this.#loading) {
      this.#stale = true;
      return;
    }
    this.#loading = this.#load().finally(() => {
      this.#loading = undefined;
      if (!this.#stale) return;
      this.#stale = false;
      this.reload();
    });
  }

  /** Breaks off what is on its way, which is told again after the next start. Resolves when the storage is left alone. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#gathering?.();
    this.#cancelReload();
    this.#cancelTidy();
    await this.#loading;
    await this.#tidying;
    await Promise.all([...this.#lines.values()].map((line) => line.close()));
  }

  async #load(): Promise<void> {
    const { storage, clock, logger } = this.#deps;
    try {
      this.#relay = await storage.relayId();
      const callbacks = await storage.listCallbacks();
      if (this.#closed) return;
      this.#replace(callbacks);
    } catch (error) {
      logger.error({ err: error }, 'callbacks not read');
      this.#cancelReload();
      if (!this.#closed) this.#cancelReload = clock.schedule(RELOAD_MS, () => this.reload());
    }
  }

  #replace(callbacks: readonly StoredCallback[]): void {
    const wanted = new Set(callbacks.map(({ id }) => id));
    for (const [id, line] of this.#lines) {
      if (wanted.has(id)) continue;
      this.#lines.delete(id);
      void line.close();
    }
    for (const callback of callbacks) {
      if (this.#lines.has(callback.id)) continue;
      const line = new CallbackLine(callback, this.#relay, this.#deps);
      this.#lines.set(callback.id, line);
      line.wake();
    }
  }

  #armTidying(ms: number): void {
    if (this.#closed) return;
    this.#cancelTidy = this.#deps.clock.schedule(ms, () => {
      this.#tidying = this.#tidy();
    });
  }

  async #tidy(): Promise<void> {
    const { storage, clock, logger } = this.#deps;
    try {
      const removed = await storage.expireDeliveries(clock.now() - KEPT_MS, TIDY_LINES);
      this.#armTidying(removed >= TIDY_LINES ? TIDY_STEP_MS : TIDY_MS);
    } catch (error) {
      logger.error({ err: error }, 'old deliveries not removed');
      this.#armTidying(TIDY_MS);
    }
  }
}
