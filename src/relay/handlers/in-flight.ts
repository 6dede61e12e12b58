interface Epoch {
  open: number;
  readonly done: (() => void)[];
}

/** Counts work under way, so that others can wait for what had begun without waiting for what begins later. */
export class InFlight {
  /** Oldest first; the last one takes new work. Only epochs that someone waits for are kept. */
  #epochs: Epoch[] = [{ open: 0, done: [] }];

  get open(): number {
    return this.#epochs.reduce((sum, epoch) => sum + epoch.open, 0);
  }

  /** Runs `work` and counts it from now until it has settled. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    const end = this.begin();
    try {
      return await work();
    } finally {
      end();
    }
  }

  /** Counts work from now until the returned function is called, once. */
  begin(): () => void {
    const epoch = this.#epochs.at(-1) ?? this.#begin();
    epoch.open++;
    return () => {
      epoch.open--;
      this.#collect();
    };
  }

  /** Resolves once all work that had begun before the call has settled, whether it succeeded or not. */
  settled(): Promise<void> {
    const epoch = this.#epochs.at(-1) ?? this.#begin();
    return new Promise((resolve) => {
      epoch.done.push(resolve);
      this.#begin();
      this.#collect();
    });
  }

  #begin(): Epoch {
    const epoch: Epoch = { open: 0, done: [] };
    this.#epochs.push(epoch);
    return epoch;
  }

  #collect(): void {
    while (this.#epochs.length > 1 && this.#epochs[0]?.open === 0) {
      for (const done of this.#epochs.shift()?.done ?? []) done();
    }
  }
}
