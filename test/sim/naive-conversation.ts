import { isChange } from '../../src/main/store/change-event.ts';
import {
  isKnown,
  isMessage,
  type MessageContent,
  type MessageCreated,
  recalledBy,
  type TimelineEvent,
} from '../../src/shared/model/event.ts';
import type { ConversationId, UserId } from '../../src/shared/model/ids.ts';
import { rangeSetHas } from '../../src/shared/model/range-set.ts';
import type { Journal } from './journal.ts';

/** What has become of a message. */
export interface CurrentMessage {
  readonly content: MessageContent;
  readonly edited: boolean;
  readonly pinned: boolean;
  /** Seq of the message it answers. */
  readonly quote: number | null;
  /** Who reacted, by emoji, sorted. */
  readonly reactions: Readonly<Record<string, readonly UserId[]>>;
}

/** What the rules of PROTOCOL.md say of a conversation, worked out event by event from its whole timeline. */
export class NaiveConversation {
  readonly id: ConversationId;
  readonly events: readonly TimelineEvent[];
  readonly #journal: Journal;
  /** Members right after each event; element 0 is before the first. */
  readonly #members: ReadonlySet<UserId>[] = [new Set()];
  readonly people = new Set<UserId>();

  constructor(id: ConversationId, events: readonly TimelineEvent[], journal: Journal) {
    this.id = id;
    this.events = events;
    this.#journal = journal;
    for (const event of events) {
      const members = new Set(this.#members.at(-1));
      if (isKnown(event)) {
        if (event.kind === 'conversation.created') members.add(event.sender);
        if (event.kind === 'conversation.created' || event.kind === 'member.added') {
          for (const user of event.users) members.add(user);
        }
        if (event.kind === 'member.removed') for (const user of event.users) members.delete(user);
      }
      this.#members.push(members);
      for (const user of members) this.people.add(user);
    }
  }

  get members(): ReadonlySet<UserId> {
    return this.#members.at(-1) ?? new Set();
  }

  /** MEM-5: the events of the person's stays, the one that ended a stay included. */
  visible(user: UserId): TimelineEvent[] {
    return this.events.filter(({ seq }) => this.#isMember(user, seq) || this.#isMember(user, seq - 1));
  }

  /** RCP-8. */
  badge(user: UserId): number {
    const read = this.#journal.readsOf(user, this.id);
    return this.visible(user).filter(
      (event) => isMessage(event) && event.sender !== user && !rangeSetHas(read, event.seq),
    ).length;
  }

  /** RCP-3, RCP-4. */
  receipt(message: MessageCreated): { unread: number; receivers: number } {
    const receivers = [...(this.#members[message.seq] ?? [])].filter((user) => user !== message.sender);
    const unread = receivers.filter(
      (user) => !rangeSetHas(this.#journal.readsOf(user, this.id), message.seq),
    );
    return { unread: unread.length, receivers: receivers.length };
  }

  /** MSG-1 to MSG-6: what it said at first, and then one change after the other. */
  current(seq: number): CurrentMessage {
    const message = this.events[seq - 1];
    if (!message || !isMessage(message)) throw new Error(`${seq} is no message`);
    let content: MessageContent = { type: 'text', text: this.#journal.textOf(message.clientId) };
    let edited = false;
    let pinned = false;
    const reactions = new Map<string, Set<UserId>>();
    for (const event of this.#changesOf(seq)) {
      switch (event.kind) {
        case 'message.edited':
          content = event.content;
          edited = true;
          break;
        case 'message.recalled':
          content = recalledBy(event.sender, message.sender);
          edited = false;
          pinned = false;
          reactions.clear();
          break;
        case 'message.pinned':
        case 'message.unpinned':
          pinned = event.kind === 'message.pinned';
          break;
        case 'reaction.added':
          reactions.set(event.emoji, (reactions.get(event.emoji) ?? new Set()).add(event.sender));
          break;
        case 'reaction.removed':
          reactions.get(event.emoji)?.delete(event.sender);
          break;
      }
    }
    const said = [...reactions].filter(([, users]) => users.size > 0);
    return {
      content,
      edited,
      pinned,
      quote: content.type === 'recalled' ? null : (message.quote ?? null),
      reactions: Object.fromEntries(said.map(([emoji, users]) => [emoji, [...users].sort()])),
    };
  }

  /** Whether the person was there whenever it was changed. */
  knowsChanges(user: UserId, seq: number): boolean {
    const visible = new Set(this.visible(user).map((event) => event.seq));
    return this.#changesOf(seq).every((event) => visible.has(event.seq));
  }

  #changesOf(target: number) {
    return this.events.filter(isChange).filter((event) => event.target === target);
  }

  #isMember(user: UserId, seq: number): boolean {
    return this.#members[seq]?.has(user) ?? false;
  }
}
