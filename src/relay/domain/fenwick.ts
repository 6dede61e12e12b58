const SMALLEST_CAPACITY = 64;
/** Indexes of a neighbourhood; a power of two. */
const NEIGHBOURS = 64;

/**
 * Integers by index 1, 2, 3 … (all 0 at first) with "add to a range" and "value at" in O(log n), as a Fenwick tree of
 * differences. It grows by itself; 4 bytes per index. Between two changes, values of one neighbourhood cost a few steps each:
 * people ask for the messages of a page, which lie side by side.
 */
export class FenwickTree {
  // The capacity is a power of two, so that growing only has to fill in the new root.
  #capacity: number;
  #tree: Int32Array;
  /** The sum up to the start of the neighbourhood asked last; -1: none is known. */
  #base = -1;
  #baseSum = 0;

  constructor(capacity: number = SMALLEST_CAPACITY) {
    this.#capacity = powerOfTwo(capacity);
    this.#tree = new Int32Array(this.#capacity + 1);
  }

  /** From differences: the value at `i` is the sum of `differences[1] … differences[i]`; element 0 is ignored. O(n). */
  static fromDifferences(differences: Int32Array): FenwickTree {
    const made = new FenwickTree(differences.length);
    const tree = made.#tree;
    tree.set(differences);
    tree[0] = 0;
    for (let index = 1; index <= made.#capacity; index++) {
      const parent = index + (index & -index);
      if (parent <= made.#capacity) tree[parent] = read(tree, parent) + read(tree, index);
    }
    return made;
  }

  /** Adds `delta` to every value from `from` (≥ 1) on, also to those of indexes not used yet. */
  addFrom(from: number, delta: number): void {
    while (from > this.#capacity) this.#grow();
    this.#base = -1;
    const tree = this.#tree;
    const capacity = this.#capacity;
    for (let index = from; index <= capacity; index += index & -index) {
      tree[index] = read(tree, index) + delta;
    }
  }

  /** Adds `delta` to the values of `from … to`, both included; `1 <= from <= to`. */
  addRange(from: number, to: number, delta: number): void {
    this.addFrom(from, delta);
    this.addFrom(to + 1, -delta);
  }

  /** The value at `index` (≥ 1). */
  at(index: number): number {
    const tree = this.#tree;
    if (index > this.#capacity) return read(tree, this.#capacity);
    const base = index & -NEIGHBOURS;
    if (base !== this.#base) {
      this.#base = base;
      this.#baseSum = 0;
      for (let rest = base; rest > 0; rest &= rest - 1) this.#baseSum += read(tree, rest);
    }
    let sum = this.#baseSum;
    for (let rest = index; rest > base; rest &= rest - 1) sum += read(tree, rest);
    return sum;
  }

  #grow(): void {
    const grown = new Int32Array(this.#capacity * 2 + 1);
    grown.set(this.#tree);
    grown[this.#capacity * 2] = read(this.#tree, this.#capacity);
    this.#tree = grown;
    this.#capacity *= 2;
  }
}

function read(tree: Int32Array, index: number): number {
  return tree[index] ?? 0;
}

function powerOfTwo(atLeast: number): number {
  let power = SMALLEST_CAPACITY;
  while (power < atLeast) power *= 2;
  return power;
}
