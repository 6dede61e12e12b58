import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Leader } from '../cluster/leader.ts';
import type { CallbackCounters } from '../metrics/service-counters.ts';
import type { DueDelivery, StoredCallback } from '../storage/integration-port.ts';
import type { RelayStorage } from '../storage/port.ts';
import { callbackBody } from './callback-body.ts';
import type { CallbackAnswer, CallbackPoster } from './callback-poster.ts';
import { nextAttempt } from './retry-plan.ts';
import { CALLBACK_HEADERS, signCallback } from './signature.ts';

/** An attempt, from looking the name up to the answer's status. ms. */
const ATTEMPT_MS = 10_000;
/** After the storage failed. ms. */
const PAUSE_MS = 10_000;
/** Of several nodes one delivers, for so long after the beginning of its last attempt; the others look again after a while. ms. */
const LEASE_MS = 3 * ATTEMPT_MS;
const ELSEWHERE_MS = 5_000;
/** A timer takes no more; what is due later is looked at again. ms. */
const LONGEST_MS = 3_600_000;

/** What delivering stands on. */
export interface DeliveryDeps {
  readonly storage: RelayStorage;
  readonly poster: CallbackPoster;
  readonly counters: CallbackCounters;
  /** Absent: the relay is one node. */
  readonly leader?: Leader | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The deliveries of one callback: one at a time, whichever is due first. One that fails steps aside until its next attempt, so
 * deliveries may come out of order.
 */
export class CallbackLine {
  readonly #callback: StoredCallback;
  readonly #relay: string;
  readonly #deps: DeliveryDeps;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #woken = false;
  /** Of several nodes this one delivers, as far as it knows. */
  #leads = false;
  #cancelTimer: () => void = () => undefined;

  constructor(callback: StoredCallback, relay: string, deps: DeliveryDeps) {
    this.#callback = callback;
    this.#relay = relay;
    this.#deps = deps;
  }

  /** Something may wait. */
  wake(): void {
    if (this.#closing.signal.aborted) return;
    this.#woken = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#woken) this.wake();
    });
  }

  /** The delivery under way is broken off and counts as no attempt. Resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#woken = false;
    this.#cancelTimer();
    await this.#running;
    await this.#resign();
  }

  async #run(): Promise<void> {
    this.#woken = false;
    this.#cancelTimer();
    const { clock, logger } = this.#deps;
    try {
      for (;;) {
        if (this.#closing.signal.aborted) return;
        const due = await this.#next();
        if (due === 'elsewhere') {
          this.#wakeIn(ELSEWHERE_MS);
          return;
        }
        if (!due) {
          await this.#resign();
          return;
        }
        const wait = due.nextAt - clock.now();
        if (wait > 0) {
          this.#wakeIn(Math.min(wait, LONGEST_MS));
          return;
        }
        await this.#attempt(due);
      }
    } catch (error) {
      logger.error({ err: error, callback: this.#callback.id }, 'callback held up');
      this.#wakeIn(PAUSE_MS);
    }
  }

  /** `elsewhere`: another node sees to it. */
  async #next(): Promise<DueDelivery | 'elsewhere' | undefined> {
    const { storage, leader } = this.#deps;
    const next = await storage.nextDelivery(this.#callback.id);
    if (!leader || !next) return next;
    this.#leads = await leader.leads(this.#task, LEASE_MS);
    if (!this.#leads) return 'elsewhere';
    // It may have been delivered since it was looked for.
    return storage.nextDelivery(this.#callback.id);
  }

  /** Another node need not wait until the lease is over. */
  async #resign(): Promise<void> {
    if (!this.#leads) return;
    this.#leads = false;
    await this.#deps.leader?.resigns(this.#task);
  }

  get #task(): string {
    return `callback ${this.#callback.id}`;
  }

  #wakeIn(ms: number): void {
    if (this.#closing.signal.aborted) return;
    this.#cancelTimer();
    this.#cancelTimer = this.#deps.clock.schedule(ms, () => this.wake());
  }

  async #attempt(due: DueDelivery): Promise<void> {
    const { storage, counters, clock, logger } = this.#deps;
    const answer = await this.#post(due);
    if (this.#closing.signal.aborted) return;
    const at = clock.now();
    const status = 'status' in answer ? answer.status : null;
    const delivered = status !== null && status >= 200 && status < 300;
    const problem = delivered ? null : 'problem' in answer ? answer.problem : 'status';
    const attempts = due.attempts + 1;
    const nextAt = delivered ? null : nextAttempt(attempts, at);
    await storage.settleDelivery(due.id, { at, status, problem, nextAt });
    if (problem === null) {
      counters.delivered++;
      return;
    }
    counters.failedAttempts++;
    if (nextAt === null) counters.givenUp++;
    const line = { callback: this.#callback.id, delivery: due.id, attempts, status, problem };
    logger.warn(line, nextAt === null ? 'callback given up' : 'callback not delivered');
  }

  async #post(due: DueDelivery): Promise<CallbackAnswer> {
    const { poster, clock } = this.#deps;
    const { url, secret } = this.#callback;
    const body = callbackBody(this.#relay, due);
    const timestamp = String(Math.floor(clock.now() / 1_000));
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'yidu-relay',
      [CALLBACK_HEADERS.timestamp]: timestamp,
      [CALLBACK_HEADERS.signature]: signCallback(secret, timestamp, body),
      [CALLBACK_HEADERS.delivery]: due.id,
    };
    const late = new AbortController();
    const cancel = clock.schedule(ATTEMPT_MS, () => late.abort());
    try {
      return await poster.post({ url, headers, body }, AbortSignal.any([late.signal, this.#closing.signal]));
    } finally {
      cancel();
    }
  }
}
