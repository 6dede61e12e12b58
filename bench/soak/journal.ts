import type { ClientId, ConversationId, UserId } from '../../src/shared/model/ids.ts';
import { type RangeSet, unionRanges } from '../../src/shared/model/range-set.ts';

export interface Sent {
  readonly conversation: ConversationId;
  readonly user: UserId;
  /** The relay's `ok`; `refused`: it said no; `undefined`: neither has come. */
  outcome: number | 'refused' | undefined;
}

/** What the clients did and what the relay answered: all that the naive model needs. */
export class Journal {
  readonly sent = new Map<ClientId, Sent>();
  /** Changes that the relay confirmed: the event of this seq must be there. */
  readonly changes: {
    readonly conversation: ConversationId;
    readonly by: number;
    readonly target: number;
  }[] = [];
  /** By person and conversation: what any of their devices reported. */
  readonly #reads = new Map<string, RangeSet>();
  /** What must not have happened, at most some of it. */
  readonly faults: string[] = [];
  connects = 0;
  /** Links that the relay cut because their device did not read. */
  cuts = 0;
  closes = 0;

  fault(text: string): void {
    if (this.faults.length < 50) this.faults.push(text);
  }

  reported(user: UserId, conversation: ConversationId, read: RangeSet): void {
    const key = `${user} ${conversation}`;
    this.#reads.set(key, unionRanges(this.#reads.get(key) ?? [], read));
  }

  reads(user: UserId, conversation: ConversationId): RangeSet {
    return this.#reads.get(`${user} ${conversation}`) ?? [];
  }
}
