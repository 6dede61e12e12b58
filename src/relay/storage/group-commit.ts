import { AppError } from '../../shared/errors.ts';
import type { CommitMeter } from '../metrics/commit-meter.ts';
import type { StorageArgs, StorageMethod, StorageResult } from './relay-storage-core.ts';
import type { BatchAnswer, BatchCall } from './batch-call.ts';

/** Calls that may wait; more are refused with `busy`. */
export const MAX_WAITING = 10_000;
/** Calls in one transaction, so that none holds the others up for long. */
export const MAX_BATCH = 1_000;

interface Waiting {
  readonly call: BatchCall;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
}

/**
 * Turns calls into batches: one batch at a time is under way, and all calls that come meanwhile (or before `defer` runs its
 * task) are the next one. So the cost of a durable commit is shared by as many calls as there are, and order is kept.
 */
export class GroupCommit {
  readonly #execute: (calls: readonly BatchCall[]) => Promise<readonly BatchAnswer[]>;
  readonly #defer: (task: () => void) => void;
  readonly #meter: CommitMeter | undefined;
  #waiting: Waiting[] = [];
  #underWay: readonly Waiting[] = [];
  #scheduled = false;
  #running: Promise<void> = Promise.resolve();
  #ended: AppError | undefined;
  #drained: (() => void) | undefined;

  constructor(
    execute: (calls: readonly BatchCall[]) => Promise<readonly BatchAnswer[]>,
    defer: (task: () => void) => void,
    meter?: CommitMeter,
  ) {
    this.#meter = meter;
    this.#execute = execute;
    this.#defer = defer;
  }

  call<M extends StorageMethod>(method: M, args: StorageArgs<M>): Promise<StorageResult<M>> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(this.#ended);
        return;
      }
      if (this.#waiting.length + this.#underWay.length >= MAX_WAITING) {
        reject(new AppError('busy'));
        return;
      }
      // The answer comes from a core's method of this name.
      this.#waiting.push({ call: { method, args }, resolve: resolve as (value: unknown) => void, reject });
      if (this.#meter) this.#meter.queued++;
      this.#schedule();
    });
  }

  /** Whether calls wait for the batch that comes next. */
  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Once the batch that is under way has been answered; at once, if there is none. */
  answered(): Promise<void> {
    return this.#running;
  }

  /** Refuses further calls with `error`, and resolves when all earlier ones have been answered. */
  end(error: AppError): Promise<void> {
    this.#ended ??= error;
    return new Promise((resolve) => {
      if (this.#idle()) resolve();
      else {
        const earlier = this.#drained;
        this.#drained = () => {
          earlier?.();
          resolve();
        };
      }
    });
  }

  /** Rejects every open call and every later one. */
  fail(error: AppError): void {
    this.#ended ??= error;
    const open = [...this.#underWay, ...this.#waiting];
    this.#underWay = [];
    this.#waiting = [];
    for (const { reject } of open) reject(error);
    this.#drained?.();
  }

  #idle(): boolean {
    return this.#waiting.length === 0 && this.#underWay.length === 0;
  }

  #schedule(): void {
    if (this.#scheduled || this.#underWay.length > 0 || this.#waiting.length === 0) return;
    this.#scheduled = true;
    this.#defer(() => {
      this.#scheduled = false;
      this.#running = this.#run();
    });
  }

  async #run(): Promise<void> {
    const batch = this.#waiting.splice(0, MAX_BATCH);
    if (batch.length === 0) return;
    this.#underWay = batch;
    const ended = this.#meter?.began(batch.length);
    try {
      const answers = await this.#execute(batch.map(({ call }) => call));
      this.#underWay = [];
      batch.forEach((waiting, index) => settle(waiting, answers[index]));
    } catch (error) {
      this.#underWay = [];
      for (const { reject } of batch) reject(AppError.from(error));
    } finally {
      ended?.();
    }
    this.#schedule();
    if (this.#idle()) this.#drained?.();
  }
}

function settle({ resolve, reject }: Waiting, answer: BatchAnswer | undefined): void {
  if (answer?.ok) {
    resolve(answer.value);
    return;
  }
  const error = answer ? AppError.fromBody(answer.error) : new AppError('internal');
  if (answer?.detail) error.stack = answer.detail;
  reject(error);
}
