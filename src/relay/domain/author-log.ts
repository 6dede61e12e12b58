const HEADROOM = 256;

/** Who wrote each message of a timeline that has receipts, as a member's mark; 0 for any other event. 4 bytes per event. */
export class AuthorLog {
  #marks: Int32Array;
  #length: number;

  constructor(marks: Int32Array) {
    this.#length = marks.length;
    this.#marks = new Int32Array(marks.length + HEADROOM);
    this.#marks.set(marks);
  }

  /** 0 also beyond the newest event. */
  at(seq: number): number {
    return this.#marks[seq - 1] ?? 0;
  }

  append(mark: number): void {
    if (this.#length === this.#marks.length) {
      const grown = new Int32Array(this.#length * 2);
      grown.set(this.#marks);
      this.#marks = grown;
    }
    this.#marks[this.#length++] = mark;
  }

  /** What was written up to `seq` has no receipts any more. */
  forget(seq: number): void {
    this.#marks.fill(0, 0, Math.min(seq, this.#length));
  }
}
