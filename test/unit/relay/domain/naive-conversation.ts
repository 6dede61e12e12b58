import type { MembershipRange } from '../../../../src/shared/model/conversation.ts';
import type { UserId } from '../../../../src/shared/model/ids.ts';
import type { ReceiptCount, ReceiptListKind, ReceiptPolicy } from '../../../../src/shared/model/receipt.ts';

interface NaiveMessage {
  readonly author: UserId;
  readonly receivers: ReadonlySet<UserId>;
  readonly readBy: Set<UserId>;
  hasReceipts: boolean;
}

/** What PROTOCOL.md says about members, receipts and badges, told in the most obvious way: a row per message and receiver. */
export class NaiveConversation {
  readonly present = new Set<UserId>();
  readonly #visible = new Map<UserId, Set<number>>();
  readonly #messages = new Map<number, NaiveMessage>();
  readonly #stays = new Map<UserId, MembershipRange[]>();
  headSeq = 0;
  policy: ReceiptPolicy = 'on';

  readonly #bots: ReadonlySet<UserId>;

  constructor(users: readonly UserId[], bots: ReadonlySet<UserId>) {
    this.#bots = bots;
    this.add(users);
  }

  /** Whom an event adds sees it, as does whom it removes (MEM-5). */
  #event(concerned: readonly UserId[] = []): void {
    this.headSeq++;
    for (const user of new Set([...this.present, ...concerned])) {
      const seen = this.#visible.get(user) ?? new Set();
      this.#visible.set(user, seen.add(this.headSeq));
    }
  }

  add(users: readonly UserId[]): void {
    this.#event(users);
    for (const user of users) {
      this.present.add(user);
      this.#stays.set(user, [...this.stays(user), { joined: this.headSeq, left: null }]);
    }
  }

  remove(users: readonly UserId[]): void {
    this.#event(users);
    for (const user of users) {
      this.present.delete(user);
      const last = this.stays(user).at(-1);
      if (last) this.#stays.set(user, [...this.stays(user).slice(0, -1), { ...last, left: this.headSeq }]);
    }
  }

  /** Any event that concerns neither members nor receipts. */
  rename(): void {
    this.#event();
  }

  /** RCP-11. */
  setPolicy(policy: ReceiptPolicy): void {
    this.#event();
    this.policy = policy;
  }

  /** RCP-12: returns whether receipts are kept of it. */
  send(author: UserId, declined = false): boolean {
    this.#event();
    const receivers = new Set([...this.present].filter((user) => user !== author && !this.#bots.has(user)));
    const hasReceipts = this.policy === 'forced' || (this.policy === 'on' && !declined);
    this.#messages.set(this.headSeq, { author, receivers, readBy: new Set(), hasReceipts });
    return hasReceipts;
  }

  /** RCP-16. */
  retire(floor: number): void {
    for (const [seq, message] of this.#messages) {
      if (seq > floor) continue;
      message.hasReceipts = false;
      for (const user of message.receivers) message.readBy.add(user);
    }
  }

  /** Returns what was not read before. */
  read(user: UserId, from: number, to: number): number[] {
    const fresh: number[] = [];
    for (let seq = from; seq <= to; seq++) {
      const message = this.#messages.get(seq);
      if (!message?.receivers.has(user) || message.readBy.has(user)) continue;
      message.readBy.add(user);
      fresh.push(seq);
    }
    return fresh;
  }

  /** In order of first joining. */
  everybody(): UserId[] {
    return [...this.#stays.keys()];
  }

  stays(user: UserId): MembershipRange[] {
    return this.#stays.get(user) ?? [];
  }

  /** Messages read, one's own among them (RCP-2). */
  hasRead(user: UserId): number[] {
    return [...this.#messages].flatMap(([seq, { author, readBy }]) =>
      author === user || readBy.has(user) ? [seq] : [],
    );
  }

  isMessage(seq: number): boolean {
    return this.#messages.has(seq);
  }

  visible(user: UserId): number[] {
    return [...(this.#visible.get(user) ?? [])];
  }

  counts(user: UserId): ReceiptCount[] {
    return [...this.#messages].flatMap(([seq, { author, receivers, readBy, hasReceipts }]) =>
      author === user && hasReceipts
        ? [{ seq, unread: receivers.size - readBy.size, receivers: receivers.size }]
        : [],
    );
  }

  /** What this person has sent and nobody is told about. */
  withoutReceipts(user: UserId): number[] {
    return [...this.#messages].flatMap(([seq, { author, hasReceipts }]) =>
      author === user && !hasReceipts ? [seq] : [],
    );
  }

  list(seq: number, kind: ReceiptListKind): UserId[] {
    const message = this.#messages.get(seq);
    const wanted = kind === 'read';
    return [...(message?.receivers ?? [])].filter((user) => message?.readBy.has(user) === wanted).sort();
  }

  badge(user: UserId): number {
    let badge = 0;
    for (const { receivers, readBy } of this.#messages.values()) {
      if (receivers.has(user) && !readBy.has(user)) badge++;
    }
    return badge;
  }
}
