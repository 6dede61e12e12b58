import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { Store } from '../store/port.ts';
import type { ChangeFeed } from './change-feed.ts';
import { type CurrentSession, isLinkFailure } from './uplink.ts';

const GATHER_MS = 100;

/** Learns the names of people that rows here refer to, many in one request. */
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

  async function ask(): Promise<void> {
    let before: readonly UserId[] = [];
    for (;;) {
      const from = session();
      const users = await store.read.unknownPeople(LIMITS.usersPerCommand);
      // The relay leaves out whom it does not know: the same list again means that there is nobody else to learn.
      if (!from || users.length === 0 || (users.length === before.length && users[0] === before[0])) return;
      const { people } = await from.request('people.get', { users: [...users] });
      if (people.length === 0) return;
      feed.add(await store.write.putPeople(people));
      before = users;
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
