import { intersectRanges, type RangeSet } from '../../shared/model/range-set.ts';
import type { ConversationSnapshot } from './conversation-snapshot.ts';
import { FenwickTree } from './fenwick.ts';
import { visibleRanges } from './read-set.ts';

/**
 * How many were members and no bots, and how many of them have read, at each seq of one conversation: O(log n) to ask and to change,
 * 8 bytes per event whatever the number of members.
 */
export class ReceiptLedger {
  readonly #members: FenwickTree;
  readonly #reads: FenwickTree;

  private constructor(members: FenwickTree, reads: FenwickTree) {
    this.#members = members;
    this.#reads = reads;
  }

  static from({ members, headSeq }: ConversationSnapshot): ReceiptLedger {
    // A range that ends at the head changes the value behind it.
    const joined = new Int32Array(headSeq + 2);
    const read = new Int32Array(headSeq + 2);
    for (const member of members) {
      if (member.bot) continue;
      for (const stay of member.memberships) {
        bump(joined, stay.joined, 1);
        if (stay.left !== null) bump(joined, stay.left, -1);
      }
      // Closed holes (RCP-10) may reach between two stays.
      for (const [from, to] of intersectRanges(member.read, visibleRanges(member.memberships, headSeq))) {
        bump(read, from, 1);
        bump(read, to + 1, -1);
      }
    }
    return new ReceiptLedger(FenwickTree.fromDifferences(joined), FenwickTree.fromDifferences(read));
  }

  join(seq: number): void {
    this.#members.addFrom(seq, 1);
  }

  leave(seq: number): void {
    this.#members.addFrom(seq, -1);
  }

  /** One member has read these; each seq only once per member, and only seqs of their stays. */
  read(fresh: RangeSet): void {
    for (const [from, to] of fresh) this.#reads.addRange(from, to, 1);
  }

  /** Members at `seq` without bots, a message's author included. */
  members(seq: number): number {
    return this.#members.at(seq);
  }

  /** Members at `seq` who have read it. An author has read their own (RCP-2): all the others of a message are receivers. */
  reads(seq: number): number {
    return this.#reads.at(seq);
  }
}

function bump(differences: Int32Array, index: number, delta: number): void {
  differences[index] = (differences[index] ?? 0) + delta;
}
