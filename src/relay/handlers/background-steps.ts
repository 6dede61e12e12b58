import type { Clock } from '../../shared/clock.ts';

/** What comes after a step, and in how many milliseconds. */
export interface NextStep {
  readonly inMs: number;
  readonly step: Step;
}

/** Must not reject. */
export type Step = () => Promise<NextStep>;

/** Work that is done in small steps, each by a timer and never two at once. A step that is under way is not broken off. */
export class BackgroundSteps {
  readonly #clock: Clock;
  #cancel: () => void = () => undefined;
  #underWay: Promise<void> = Promise.resolve();
  /** Counts what was begun: a step of an earlier one says nothing of what comes next. */
  #begun = 0;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Takes the step in so many milliseconds, then what it names, and so on; in place of what was begun before. */
  begin(inMs: number, step: Step): void {
    this.end();
    if (!this.#closed) this.#arm({ inMs, step });
  }

  /** No step follows the one under way. */
  end(): void {
    this.#begun++;
    this.#cancel();
  }

  /** Resolves when the step under way is done; no other follows. */
  close(): Promise<void> {
    this.#closed = true;
    this.end();
    return this.#underWay;
  }

  #arm({ inMs, step }: NextStep): void {
    const begun = this.#begun;
    this.#cancel = this.#clock.schedule(inMs, () => {
      this.#underWay = this.#underWay.then(async () => {
        if (begun !== this.#begun) return;
        const next = await step();
        if (begun === this.#begun) this.#arm(next);
      });
    });
  }
}
