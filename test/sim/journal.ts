import type { ClientId, ConversationId, UserId } from '../../src/shared/model/ids.ts';
import {
  addRange,
  intersectRanges,
  type RangeSet,
  type SeqRange,
  unionRanges,
} from '../../src/shared/model/range-set.ts';

/** A message that a device has taken on: its promise to send it was on disk. */
export interface AcceptedMessage {
  readonly clientId: ClientId;
  readonly conversation: ConversationId;
  readonly device: string;
  readonly text: string;
}

/** What people did, noted only once their device had it on disk: the naive side of every comparison. */
export class Journal {
  readonly accepted: AcceptedMessage[] = [];
  /** Sent again after a refusal, or taken back: their place in the order, or their presence, is open. */
  readonly retried = new Set<ClientId>();
  readonly deleted = new Set<ClientId>();
  readonly #texts = new Map<ClientId, string>();
  readonly #reads = new Map<string, RangeSet>();

  /** What a message said when it was sent. */
  textOf(clientId: ClientId): string {
    const text = this.#texts.get(clientId);
    if (text === undefined) throw new Error(`nobody has sent ${clientId}`);
    return text;
  }

  /** Sent by a device that died before it had said so: it may be there, with this text. */
  concede(clientId: ClientId, text: string): void {
    if (!this.#texts.has(clientId)) this.#texts.set(clientId, text);
  }

  accept(message: AcceptedMessage): void {
    this.accepted.push(message);
    this.#texts.set(message.clientId, message.text);
  }

  read(user: UserId, conversation: ConversationId, ranges: readonly SeqRange[]): void {
    const key = `${user} ${conversation}`;
    this.#reads.set(key, unionRanges(this.#reads.get(key) ?? [], ranges.reduce<RangeSet>(addRange, [])));
  }

  /** What was read above this seq was other messages than those that have these seqs now. */
  forgetReads(conversation: ConversationId, above: number): void {
    for (const [key, ranges] of this.#reads) {
      if (key.endsWith(` ${conversation}`)) this.#reads.set(key, intersectRanges(ranges, [[1, above]]));
    }
  }

  readsOf(user: UserId, conversation: ConversationId): RangeSet {
    return this.#reads.get(`${user} ${conversation}`) ?? [];
  }
}
