import { isKnown, isMessage, type MessageCreated, type TimelineEvent } from '../../src/shared/model/event.ts';
import type { ConversationId, UserId } from '../../src/shared/model/ids.ts';
import {
  normalizeRanges,
  type RangeSet,
  rangeSetHas,
  type SeqRange,
} from '../../src/shared/model/range-set.ts';
import type { ReceiptCount, ReceiptListKind } from '../../src/shared/model/receipt.ts';
import type { Journal } from './journal.ts';

interface TrueMessage {
  readonly event: MessageCreated;
  readonly receivers: ReadonlySet<UserId>;
}

/** What follows from the relay's own timeline and from what clients reported, in the most obvious way. */
export class Truth {
  readonly id: ConversationId;
  readonly events: readonly TimelineEvent[];
  readonly messages: readonly TrueMessage[];
  readonly #stays = new Map<UserId, [joined: number, left: number | null][]>();
  readonly #journal: Journal;

  constructor(id: ConversationId, events: readonly TimelineEvent[], journal: Journal) {
    this.id = id;
    this.events = events;
    this.#journal = journal;
    const present = new Set<UserId>();
    const messages: TrueMessage[] = [];
    const join = (user: UserId, seq: number): void => {
      present.add(user);
      this.#stays.set(user, [...(this.#stays.get(user) ?? []), [seq, null]]);
    };
    for (const event of events) {
      if (!isKnown(event)) continue;
      if (event.kind === 'conversation.created' || event.kind === 'member.added')
        for (const user of event.users) join(user, event.seq);
      if (event.kind === 'member.removed')
        for (const user of event.users) {
          present.delete(user);
          const stay = this.#stays.get(user)?.at(-1);
          if (stay) stay[1] = event.seq;
        }
      if (isMessage(event)) {
        const receivers = new Set(present);
        receivers.delete(event.sender);
        messages.push({ event, receivers });
      }
    }
    this.messages = messages;
  }

  users(): IterableIterator<UserId> {
    return this.#stays.keys();
  }

  visible(user: UserId): RangeSet {
    const head = this.events.length;
    return normalizeRanges(
      (this.#stays.get(user) ?? []).map(([joined, left]): SeqRange => [joined, left ?? head]),
    );
  }

  badge(user: UserId): number {
    const read = this.#journal.reads(user, this.id);
    return this.messages.filter(
      ({ event, receivers }) => receivers.has(user) && !rangeSetHas(read, event.seq),
    ).length;
  }

  list({ event, receivers }: TrueMessage, kind: ReceiptListKind): UserId[] {
    const hasRead = (user: UserId): boolean => rangeSetHas(this.#journal.reads(user, this.id), event.seq);
    return [...receivers].filter((user) => hasRead(user) === (kind === 'read')).sort();
  }

  count(message: TrueMessage): ReceiptCount {
    const { seq } = message.event;
    return { seq, unread: this.list(message, 'unread').length, receivers: message.receivers.size };
  }
}
