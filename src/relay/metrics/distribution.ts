/** How often what was measured lay up to each of some bounds, as plain numbers. */
export class Distribution {
  /** Ascending. */
  readonly bounds: readonly number[];
  /** Side by side with `bounds`: measured up to this bound, and above the one before. What is above all is in `count` only. */
  readonly counts: number[];
  count = 0;
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = bounds.map(() => 0);
  }

  add(value: number): void {
    this.count++;
    this.sum += value;
    const index = this.bounds.findIndex((bound) => value <= bound);
    if (index >= 0) this.counts[index] = (this.counts[index] ?? 0) + 1;
  }
}
