import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { ConversationState } from './conversation-state.ts';
import type { ConversationQueries } from './queries/conversation-queries.ts';
import type { PersonQueries } from './queries/person-queries.ts';

const MAX_STATES = 1_000;
const MAX_PEOPLE = 10_000;

/** Queries of the only writer, which knows what it has read or written before. Forgotten whenever a write is undone. */
export interface Remembered {
  readonly conversations: ConversationQueries;
  readonly people: PersonQueries;
  forget(): void;
}

export function createRemembered(conversations: ConversationQueries, people: PersonQueries): Remembered {
  const states = new Map<ConversationId, ConversationState>();
  const nums = new Map<UserId, number>();

  function keep(state: ConversationState): ConversationState {
    if (states.size >= MAX_STATES && !states.has(state.id)) states.clear();
    states.set(state.id, state);
    return state;
  }

  return {
    conversations: {
      ...conversations,
      load(id) {
        const state = states.get(id) ?? conversations.load(id);
        return state && keep(state);
      },
      insert: (state) => keep(conversations.insert(state)),
      save(state, lack) {
        conversations.save(state, lack);
        keep(state);
      },
      savePushed(state, ...rest) {
        conversations.savePushed(state, ...rest);
        keep(state);
      },
      saveReported(state) {
        conversations.saveReported(state);
        keep(state);
      },
    },
    people: {
      ...people,
      num(id) {
        const known = nums.get(id);
        if (known !== undefined) return known;
        const num = people.num(id);
        if (nums.size >= MAX_PEOPLE) nums.clear();
        nums.set(id, num);
        return num;
      },
    },
    forget() {
      states.clear();
      nums.clear();
    },
  };
}
