import type { Actions } from '../soak/actions.ts';

const TICK_MS = 100;
/** Looks per action: reading is what people do most. */
const LOOKS = 4;

/** People act, so many times a second, while it is started. */
export class Life {
  readonly #actions: Actions;
  readonly #rate: number;
  #timer: NodeJS.Timeout | undefined;
  #due = 0;

  constructor(actions: Actions, rate: number) {
    this.#actions = actions;
    this.#rate = rate;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    for (this.#due += (this.#rate * TICK_MS) / 1_000; this.#due >= 1; this.#due--) {
      this.#actions.act();
      for (let n = 0; n < LOOKS; n++) this.#actions.look();
    }
  }
}
