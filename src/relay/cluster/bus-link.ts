import type { Clock, Random } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { BusListener } from './bus.ts';
import { Retry } from './retry.ts';

/** What still goes out when a bus is closed is waited for so long. ms. */
const CLOSE_MS = 2_000;

export interface BusLinkOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** The life of an adapter's link: made in the background, again and again after a loss, and closed once. */
export class BusLink {
  readonly #options: BusLinkOptions;
  readonly #open: () => Promise<void>;
  readonly #retry: Retry;
  #listener: BusListener | undefined;
  #opening: Promise<void> = Promise.resolve();
  #closed = false;
  #closing: Promise<void> | undefined;

  /** `open` makes one connection and says `up`, unless `closed` is true by then; it rejects where none can be had. */
  constructor(options: BusLinkOptions, open: () => Promise<void>) {
    this.#options = options;
    this.#open = open;
    this.#retry = new Retry(options.clock, options.random);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** None before `listen`, nor when the bus is closed. */
  get listener(): BusListener | undefined {
    return this.#listener;
  }

  listen(listener: BusListener): void {
    this.#listener = listener;
    this.#connect();
  }

  /** Whatever is sent from now on comes; what was sent before may be missing. */
  up(): void {
    this.#retry.succeeded();
    this.#listener?.doubt();
  }

  /** The connection is gone: another one is made, unless the bus is closed. */
  lost(error?: Error): void {
    if (this.#closed) return;
    this.#options.logger.warn({ err: error }, 'bus lost');
    this.#retry.later(() => this.#connect());
  }

  /** Waits for `flush`, but for 2 s at most, then ends the connection with `end`. Idempotent. */
  close(flush: () => Promise<unknown>, end: () => Promise<void>): Promise<void> {
    this.#closed = true;
    this.#retry.cancel();
    return (this.#closing ??= this.#close(flush, end));
  }

  #connect(): void {
    this.#opening = this.#open().catch((error: unknown) => {
      if (this.#closed) return;
      this.#options.logger.warn({ err: error }, 'bus not reached');
      this.#retry.later(() => this.#connect());
    });
  }

  async #close(flush: () => Promise<unknown>, end: () => Promise<void>): Promise<void> {
    await this.#opening;
    let cancel = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.#options.clock.schedule(CLOSE_MS, resolve);
    });
    await Promise.race([flush(), late]);
    cancel();
    this.#listener = undefined;
    await end();
  }
}
