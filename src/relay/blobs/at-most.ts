/** Runs so many tasks at once, the others in the order in which they came. */
export class AtMost {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(most: number) {
    this.#most = most;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await task();
    } finally {
      leave();
    }
  }

  /** For work that ends elsewhere: resolves when it is its turn, with what ends it. */
  async enter(): Promise<() => void> {
    if (this.#running < this.#most) this.#running++;
    // Whoever is done hands its place on.
    else await new Promise<void>((go) => this.#waiting.push(go));
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    };
  }
}
