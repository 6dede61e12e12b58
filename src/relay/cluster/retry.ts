import type { Clock, Random } from '../../shared/clock.ts';

/** Until the next attempt, twice as long after each, with up to as much again by chance. ms. */
const FIRST_MS = 250;
const LONGEST_MS = 5_000;

/** When to try again to reach a bus: at most one attempt waits. */
export class Retry {
  readonly #clock: Clock;
  readonly #random: Random;
  #ms = FIRST_MS;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  later(attempt: () => void): void {
    this.#cancel();
    this.#cancel = this.#clock.schedule(this.#ms * (1 + this.#random()), attempt);
    this.#ms = Math.min(this.#ms * 2, LONGEST_MS);
  }

  succeeded(): void {
    this.#ms = FIRST_MS;
  }

  cancel(): void {
    this.#cancel();
  }
}
