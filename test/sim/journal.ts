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
  /** Devices and conversations where somebody is writing at this moment. */
  readonly composing = new Set<string>();
  /** How many drafts were written, and messages begun. */
  drafts = 0;
  attempts = 0;
  readonly #drafts = new Map<UserId, Map<ConversationId, Set<string>>>();
  readonly #texts = new Map<ClientId, string>();
  readonly #attempted = new Set<string>();
  readonly #reads = new Map<string, RangeSet>();
  readonly #shown = new Map<string, RangeSet>();

  /** What a message said when it was sent. */
  textOf(clientId: ClientId): string {
    const text = this.#texts.get(clientId);
    if (text === undefined) throw new Error(`nobody has sent ${clientId}`);
    return text;
  }

  /** Somebody sends it; until it is accepted nobody was promised anything. All texts differ. */
  attempt(text: string): void {
    this.#attempted.add(text);
  }

  isKnown(clientId: ClientId): boolean {
    return this.#texts.has(clientId);
  }

  /**
   * A message of a device that died before it had answered: it may be there, once. False if nobody has tried to send its text, or
   * it is there already; without a text (it was changed since) nothing can be said.
   */
  concede(clientId: ClientId, text: string | undefined): boolean {
    this.#texts.set(clientId, text ?? '');
    return text === undefined || this.#attempted.delete(text);
  }

  accept(message: AcceptedMessage): void {
    this.accepted.push(message);
    this.#attempted.delete(message.text);
    this.#texts.set(message.clientId, message.text);
  }

  /** The device is gone, and whoever was writing there with it. */
  stoppedComposing(device: string): void {
    for (const composer of this.composing)
      if (composer.startsWith(`${device} `)) this.composing.delete(composer);
  }

  /** A draft whose device had it on disk. */
  wrote(user: UserId, conversation: ConversationId, text: string): void {
    if (text !== '') this.#draftsIn(user, conversation).add(text);
  }

  /** Drafts that their writer has seen and replaced, deleted or sent. What was made of several goes with any of them. */
  mayGo(user: UserId, conversation: ConversationId, texts: readonly string[]): void {
    const alive = this.#draftsIn(user, conversation);
    for (const text of texts) for (const one of alive) if (text.includes(one)) alive.delete(one);
  }

  /** What must be somewhere on the person's devices or at the relay. */
  draftsOf(user: UserId): { readonly conversation: ConversationId; readonly text: string }[] {
    return [...(this.#drafts.get(user) ?? [])].flatMap(([conversation, texts]) =>
      Array.from(texts, (text) => ({ conversation, text })),
    );
  }

  #draftsIn(user: UserId, conversation: ConversationId): Set<string> {
    const own = this.#drafts.get(user) ?? new Map<ConversationId, Set<string>>();
    this.#drafts.set(user, own);
    const texts = own.get(conversation) ?? new Set();
    own.set(conversation, texts);
    return texts;
  }

  /** Was shown; whether the device lives to store it is open until `read`. */
  mayRead(user: UserId, conversation: ConversationId, ranges: readonly SeqRange[]): void {
    note(this.#shown, user, conversation, ranges);
  }

  read(user: UserId, conversation: ConversationId, ranges: readonly SeqRange[]): void {
    note(this.#reads, user, conversation, ranges);
  }

  /** What the relay counts as read was so, as far as it was shown at all. */
  concedeReads(user: UserId, conversation: ConversationId, stored: RangeSet): void {
    const shown = this.#shown.get(`${user} ${conversation}`) ?? [];
    this.read(user, conversation, intersectRanges(shown, stored));
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

function note(
  into: Map<string, RangeSet>,
  user: UserId,
  conversation: ConversationId,
  ranges: readonly SeqRange[],
): void {
  const key = `${user} ${conversation}`;
  into.set(key, unionRanges(into.get(key) ?? [], ranges.reduce<RangeSet>(addRange, [])));
}
