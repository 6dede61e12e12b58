import { assertNever } from '../../../src/shared/assert-never.ts';
import {
  isKnown,
  isMessage,
  type MessageChange,
  type MessageCreated,
  recalledBy,
  type TimelineEvent,
} from '../../../src/shared/model/event.ts';
import type { UserId } from '../../../src/shared/model/ids.ts';

interface Replayed {
  readonly message: MessageCreated;
  readonly reactions: Map<string, UserId[]>;
}

/** Messages as a client has them that was there all the time and did what every pushed event says, in the plainest way. */
export class ReplayedMessages {
  readonly #messages = new Map<number, Replayed>();
  #pins: number[] = [];

  apply(event: TimelineEvent): void {
    if (!isKnown(event)) return;
    if (isMessage(event)) this.#messages.set(event.seq, { message: { ...event }, reactions: new Map() });
    else if ('target' in event && event.kind !== 'message.reminded') this.#change(event);
  }

  /** Newest pin first. */
  pins(): number[] {
    return this.#pins.toReversed();
  }

  /** What a pull must give; for up to 20 people, who all are named. */
  pulled(): MessageCreated[] {
    return [...this.#messages.values()].map(({ message, reactions }) => ({
      ...message,
      ...(this.#pins.includes(message.seq) ? { pinned: true as const } : {}),
      ...(reactions.size > 0
        ? { reactions: [...reactions].map(([emoji, users]) => ({ emoji, count: users.length, users })) }
        : {}),
    }));
  }

  #change(event: MessageChange): void {
    const replayed = this.#messages.get(event.target);
    if (!replayed) throw new Error('a change of no message');
    const { message, reactions } = replayed;
    message.revision = event.seq;
    switch (event.kind) {
      case 'message.edited':
        Object.assign(message, { content: event.content, edited: true });
        return;
      case 'message.recalled':
        message.content = recalledBy(event.sender, message.sender);
        delete message.edited;
        delete message.quote;
        reactions.clear();
        this.#unpin(event.target);
        return;
      case 'reaction.added':
        reactions.set(event.emoji, [...(reactions.get(event.emoji) ?? []), event.sender]);
        return;
      case 'reaction.removed': {
        const left = (reactions.get(event.emoji) ?? []).filter((user) => user !== event.sender);
        if (left.length > 0) reactions.set(event.emoji, left);
        else reactions.delete(event.emoji);
        return;
      }
      case 'message.pinned':
        this.#pins.push(event.target);
        return;
      case 'message.unpinned':
        this.#unpin(event.target);
        return;
      default:
        assertNever(event);
    }
  }

  #unpin(target: number): void {
    this.#pins = this.#pins.filter((seq) => seq !== target);
  }
}
