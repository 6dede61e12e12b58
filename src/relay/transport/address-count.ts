/** How many of something there are by address; addresses that have none are not kept. */
export class AddressCount {
  readonly #counts = new Map<string, number>();

  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  /** Returns what takes it off again, once. */
  enter(key: string): () => void {
    this.#counts.set(key, this.of(key) + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const rest = this.of(key) - 1;
      if (rest > 0) this.#counts.set(key, rest);
      else this.#counts.delete(key);
    };
  }
}
