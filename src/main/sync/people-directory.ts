import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { Store } from '../store/port.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { RelaySession } from './relay-session.ts';
import { type CurrentSession, isLinkFailure } from './uplink.ts';

const GATHER_MS = 100;

/** Learns the names of people that rows here refer to, many in one request, and asks for each once in a session. */
export interface PeopleDirectory {
  /** Rows may refer to somebody new. Asks within 100 ms if so. */
  check(): void;
  stop(): void;
}

export interface PeopleDirectoryDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly feed: ChangeFeed;
  readonly session: CurrentSession;
  readonly logger: Logger;
}

export function createPeopleDirectory(deps: PeopleDirectoryDeps): PeopleDirectory {
  const { store, clock, feed, session, logger } = deps;
  let cancelTimer: (() => void) | undefined;
  let asking = false;
  let again = false;
  /** Up to whom a session has answered: those of them who are still unknown are so to the relay, which leaves them out. */
  let answered: { readonly by: RelaySession; readonly last: UserId } | undefined;

  async function ask(): Promise<void> {
    for (;;) {
      const from = session();
      if (!from) return;
      const after = answered?.by === from ? answered.last : undefined;
      const users = await store.read.unknownPeople(LIMITS.usersPerCommand, after);
      const last = users.at(-1);
      if (last === undefined) return;
      const { people } = await from.request('people.get', { users: [...users] });
      if (people.length > 0) feed.add(await store.write.putPeople(people));
      answered = { by: from, last };
    }
  }

  function run(): void {
    cancelTimer = undefined;
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    ask()
      .catch((error: unknown) => {
        if (!isLinkFailure(error)) logger.warn({ err: error }, 'people could not be looked up');
      })
      .finally(() => {
        asking = false;
        if (again) check();
        again = false;
      });
  }

  function check(): void {
    cancelTimer ??= clock.schedule(GATHER_MS, run);
  }

  return {
    check,
    stop() {
      cancelTimer?.();
      cancelTimer = undefined;
    },
  };
}
