import {
  type MessageContent,
  type MessageCreated,
  recalledBy,
  type TimelineEvent,
} from '../../../../src/shared/model/event.ts';
import type { UserId } from '../../../../src/shared/model/ids.ts';
import { ANNA, ME, message, TEAM } from '../../../contract/client-store/fixture.ts';

export const EMOJI = ['👍', '🎉', '❤️'] as const;

/** What somebody does to message 2 or 3; a reaction or pin that is there is taken back. */
export interface Deed {
  readonly target: number;
  readonly sender: UserId;
  readonly what: 'react' | 'edit' | 'pin' | 'recall';
  readonly emoji: string;
}

interface State {
  content: MessageContent;
  edited: boolean;
  pinned: boolean;
  readonly reactions: Map<string, Set<UserId>>;
}

/** A relay that knows two messages: each deed that changes something is an event, from seq 4 on. */
export class ChangesModel {
  readonly events: TimelineEvent[] = [];

  constructor(deeds: readonly Deed[]) {
    for (const deed of deeds) {
      const event = this.#eventOf(deed);
      if (event) this.events.push(event);
    }
  }

  get headSeq(): number {
    return 3 + this.events.length;
  }

  /** The message as the relay gives it when it has stored events up to `asOf`. */
  message(seq: number, asOf: number): MessageCreated {
    const { content, edited, pinned, reactions } = this.#stateAt(seq, asOf);
    const revision = this.#changesOf(seq, asOf).at(-1)?.seq;
    if (revision === undefined) return message(seq, ANNA);
    const said = [...reactions].filter(([, users]) => users.size > 0);
    return message(seq, ANNA, '', {
      content,
      revision,
      ...(edited ? { edited: true } : {}),
      ...(pinned ? { pinned: true } : {}),
      reactions: said.map(([emoji, users]) => ({ emoji, count: users.size, users: [...users] })),
    });
  }

  current(seq: number) {
    const { content, edited, pinned, reactions } = this.#stateAt(seq, this.headSeq);
    return {
      content,
      edited,
      pinned,
      reactions: [...reactions]
        .filter(([, users]) => users.size > 0)
        .map(([emoji, users]) => ({
          emoji,
          count: users.size,
          mine: users.has(ME),
          users: [...users].sort(),
        }))
        .sort((a, b) => (a.emoji < b.emoji ? -1 : 1)),
    };
  }

  #eventOf({ target, sender, what, emoji }: Deed): TimelineEvent | undefined {
    const { content, pinned, reactions } = this.#stateAt(target, this.headSeq);
    if (content.type === 'recalled') return undefined;
    const seq = this.headSeq + 1;
    const common = { conversation: TEAM, seq, ordinal: 2, sender, at: seq * 1_000, target };
    switch (what) {
      case 'react': {
        const on = !reactions.get(emoji)?.has(sender);
        return { ...common, kind: on ? 'reaction.added' : 'reaction.removed', emoji };
      }
      case 'edit':
        return { ...common, kind: 'message.edited', content: { type: 'text', text: `edit ${seq}` } };
      case 'pin':
        return { ...common, kind: pinned ? 'message.unpinned' : 'message.pinned' };
      case 'recall':
        return { ...common, kind: 'message.recalled' };
    }
  }

  #changesOf(target: number, upTo: number): TimelineEvent[] {
    return this.events.filter((event) => 'target' in event && event.target === target && event.seq <= upTo);
  }

  #stateAt(target: number, upTo: number): State {
    const state: State = {
      content: { type: 'text', text: `text ${target}` },
      edited: false,
      pinned: false,
      reactions: new Map(),
    };
    for (const event of this.#changesOf(target, upTo)) apply(state, event);
    return state;
  }
}

function apply(state: State, event: TimelineEvent): void {
  switch (event.kind) {
    case 'message.edited':
      state.content = event.content as MessageContent;
      state.edited = true;
      return;
    case 'message.recalled':
      state.content = recalledBy(event.sender, ANNA);
      state.edited = false;
      state.pinned = false;
      state.reactions.clear();
      return;
    case 'message.pinned':
    case 'message.unpinned':
      state.pinned = event.kind === 'message.pinned';
      return;
    case 'reaction.added':
    case 'reaction.removed': {
      const emoji = event.emoji as string;
      const users = state.reactions.get(emoji) ?? new Set();
      if (event.kind === 'reaction.added') users.add(event.sender);
      else users.delete(event.sender);
      state.reactions.set(emoji, users);
    }
  }
}
