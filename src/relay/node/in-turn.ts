/** Runs the tasks of each key one after the other, in the order in which they were given; those of different keys side by side. */
export class InTurn<K> {
  readonly #last = new Map<K, Promise<unknown>>();

  /** Settles as the task does; its failure does not concern those behind it. */
  run<T>(key: K, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const next = before.then(task);
    const settled = next.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(key, settled);
    void settled.then(() => {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    });
    return next;
  }
}
