import type { Reaction } from '../../../shared/model/event.ts';
import type { UserId } from '../../../shared/model/ids.ts';
import type { ReactionFacts } from '../append-facts.ts';
import { REACTION_USERS, type MessageExtras } from '../message-revision.ts';

/** What a conversation keeps beside its events: revisions, edits, pins and reactions of its messages. */
export class MemoryMessageExtras {
  readonly #revisions = new Map<number, number>();
  readonly #edits = new Map<number, number[]>();
  readonly #pinned = new Set<number>();
  /** Both inner maps in the order of the first, and of each, reaction. */
  readonly #reactions = new Map<number, Map<string, Set<UserId>>>();

  revise(target: number, seq: number): void {
    this.#revisions.set(target, seq);
  }

  addEdit(target: number, seq: number): void {
    this.#edits.set(target, [...(this.#edits.get(target) ?? []), seq]);
  }

  /** Seqs of the edits of this message. */
  edits(target: number): readonly number[] {
    return this.#edits.get(target) ?? [];
  }

  isPinned(target: number): boolean {
    return this.#pinned.has(target);
  }

  pin(target: number): void {
    this.#pinned.add(target);
  }

  unpin(target: number): void {
    this.#pinned.delete(target);
  }

  /** Newest pin first. */
  pins(): number[] {
    return [...this.#pinned].reverse();
  }

  react(target: number, emoji: string, user: UserId): void {
    const all = this.#reactions.get(target) ?? new Map<string, Set<UserId>>();
    this.#reactions.set(target, all);
    all.set(emoji, (all.get(emoji) ?? new Set()).add(user));
  }

  unreact(target: number, emoji: string, user: UserId): void {
    const all = this.#reactions.get(target);
    const users = all?.get(emoji);
    users?.delete(user);
    if (users?.size === 0) all?.delete(emoji);
  }

  /** Removes the pin and all reactions. */
  strip(target: number): void {
    this.#pinned.delete(target);
    this.#reactions.delete(target);
  }

  reactionFacts(target: number, emoji: string, user: UserId): ReactionFacts {
    const all = this.#reactions.get(target) ?? new Map<string, Set<UserId>>();
    const users = all.get(emoji);
    return {
      emoji: all.size,
      own: [...all.values()].filter((one) => one.has(user)).length,
      there: users !== undefined,
      mine: users?.has(user) ?? false,
    };
  }

  /** `undefined`: nothing has changed the message. */
  of(target: number, reader: UserId | undefined): MessageExtras | undefined {
    const revision = this.#revisions.get(target);
    if (revision === undefined) return undefined;
    const reactions = [...(this.#reactions.get(target) ?? [])].map(([emoji, users]): Reaction => {
      const first = [...users].slice(0, REACTION_USERS);
      const own = reader !== undefined && users.has(reader) && !first.includes(reader) ? [reader] : [];
      return { emoji, count: users.size, users: [...first, ...own] };
    });
    return { revision, pinned: this.#pinned.has(target), reactions };
  }
}
