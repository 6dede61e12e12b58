/** Runs tasks one after the other, in the order in which they were given. */
export class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles as the task does; its failure does not concern those behind it. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const next = this.#last.then(task, task);
    this.#last = next.catch(() => undefined);
    return next;
  }
}
