import type { ConversationId, FileId, UserId } from '../../shared/model/ids.ts';
import type { StoreDelta } from './store-delta.ts';

interface TimelineChange {
  readonly changed: Set<string>;
  readonly removed: Set<string>;
  reset: boolean;
}

/** Collects what one write changes. */
export class DeltaBuilder {
  readonly #conversations = new Set<ConversationId>();
  readonly #people = new Set<UserId>();
  readonly #forgotten = new Set<FileId>();
  readonly #timelines = new Map<ConversationId, TimelineChange>();

  /** The conversation's row looks different. */
  conversation(id: ConversationId): this {
    this.#conversations.add(id);
    return this;
  }

  person(id: UserId): this {
    this.#people.add(id);
    return this;
  }

  changed(conversation: ConversationId, ...keys: readonly string[]): this {
    for (const key of keys) this.#timeline(conversation).changed.add(key);
    return this;
  }

  removed(conversation: ConversationId, key: string): this {
    this.#timeline(conversation).removed.add(key);
    return this;
  }

  reset(conversation: ConversationId): this {
    this.#timeline(conversation).reset = true;
    return this;
  }

  /** Takes over the files of messages that were recalled. */
  forget(files: Set<FileId>): this {
    for (const file of files) this.#forgotten.add(file);
    files.clear();
    return this;
  }

  build(): StoreDelta {
    return {
      conversations: [...this.#conversations],
      people: [...this.#people],
      timelines: [...this.#timelines].map(([conversation, { changed, removed, reset }]) => ({
        conversation,
        changed: [...changed],
        removed: [...removed],
        reset,
      })),
      ...(this.#forgotten.size > 0 ? { forgotten: [...this.#forgotten] } : {}),
    };
  }

  #timeline(conversation: ConversationId): TimelineChange {
    let change = this.#timelines.get(conversation);
    if (!change) {
      change = { changed: new Set(), removed: new Set(), reset: false };
      this.#timelines.set(conversation, change);
    }
    return change;
  }
}
