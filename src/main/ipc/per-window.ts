import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { HandlersOf } from './dispatch.ts';

type Shared = HandlersOf<'presence.watch' | 'conversation.look'>;

/** What each window says of itself, for an engine that knows of one: whom all of them show, and where one of them looks. */
export interface PerWindow {
  readonly handlers: Shared;
  /** What it showed is shown no more. */
  closed(window: number): void;
}

export function perWindow(engine: Shared): PerWindow {
  const watched = new Map<number, readonly UserId[]>();
  /** Those that look somewhere; the one that began last comes last. Only one window has the focus. */
  const looks = new Map<number, ConversationId>();

  function watchAll(window: number): ReturnType<Shared['presence.watch']> {
    const users = [...new Set([...watched.values()].flat())].slice(0, LIMITS.watchedUsers);
    return engine['presence.watch']({ users }, window);
  }

  function look(window: number): ReturnType<Shared['conversation.look']> {
    return engine['conversation.look']({ conversation: [...looks.values()].at(-1) ?? null }, window);
  }

  return {
    handlers: {
      'presence.watch': ({ users }, window) => {
        watched.set(window, users);
        return watchAll(window);
      },
      'conversation.look': ({ conversation }, window) => {
        looks.delete(window);
        if (conversation !== null) looks.set(window, conversation);
        return look(window);
      },
    },
    closed(window) {
      watched.delete(window);
      looks.delete(window);
      // Nobody waits for these; without an account there is nobody to watch.
      void Promise.resolve()
        .then(() => Promise.all([watchAll(window), look(window)]))
        .catch(() => undefined);
    },
  };
}
