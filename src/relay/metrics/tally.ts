/** How often each of a few words was counted. Words come from the program, never from outside, so it cannot grow. */
export class Tally<K extends string> {
  readonly #counts = new Map<K, number>();

  add(key: K): void {
    this.#counts.set(key, this.of(key) + 1);
  }

  of(key: K): number {
    return this.#counts.get(key) ?? 0;
  }

  entries(): Iterable<readonly [key: K, count: number]> {
    return this.#counts.entries();
  }
}
