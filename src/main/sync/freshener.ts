import type { Logger } from '../../shared/logger.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import type { History } from './history.ts';
import type { RelaySession } from './relay-session.ts';

const PARALLEL = 3;
const PAGE = 50;

/**
 * Keeps the newest page of conversations on disk after their heads have moved, a few at a time, in the order of the calls.
 * Older pages are pulled when they are wanted.
 */
export interface Freshener {
  /** Resolves when the newest pages of these are on disk, or have failed: a failure shows as a missing page. */
  freshen(conversations: readonly ConversationId[]): Promise<void>;
  attach(session: RelaySession): void;
  /** What waits goes on in the next session: its heads may not name it again. Whoever waits for it now need not any more. */
  detach(): void;
}

export interface FreshenerDeps {
  readonly history: History;
  readonly logger: Logger;
}

export function createFreshener({ history, logger }: FreshenerDeps): Freshener {
  const waiting = new Map<ConversationId, Pending>();
  let session: RelaySession | undefined;
  let running = 0;

  async function work(conversation: ConversationId, from: RelaySession): Promise<void> {
    try {
      await history.newest(from, conversation, PAGE);
    } catch (error) {
      if (!from.alive) waiting.set(conversation, waiting.get(conversation) ?? createPending());
      else logger.warn({ err: error, conversation }, 'the newest page could not be pulled');
    }
  }

  function pump(): void {
    while (session?.alive && running < PARALLEL) {
      const [next] = waiting;
      if (!next) return;
      const [conversation, pending] = next;
      waiting.delete(conversation);
      running += 1;
      void work(conversation, session).then(() => {
        running -= 1;
        pending.resolve();
        pump();
      });
    }
  }

  return {
    async freshen(conversations) {
      const all = conversations.map((conversation) => {
        const pending = waiting.get(conversation) ?? createPending();
        waiting.set(conversation, pending);
        return pending.done;
      });
      pump();
      await Promise.all(all);
    },
    attach(next) {
      session = next;
      pump();
    },
    detach() {
      session = undefined;
      for (const [conversation, { resolve }] of waiting) {
        waiting.set(conversation, createPending());
        resolve();
      }
    },
  };
}

interface Pending {
  readonly done: Promise<void>;
  readonly resolve: () => void;
}

function createPending(): Pending {
  let resolve = (): void => undefined;
  const done = new Promise<void>((settle) => (resolve = settle));
  return { done, resolve };
}
