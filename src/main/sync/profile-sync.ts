import type { Clock, Random } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Person } from '../../shared/model/person.ts';
import type { Store } from '../store/port.ts';
import { backoffMs } from './backoff.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Inbox } from './inbox.ts';
import type { RelaySession } from './relay-session.ts';
import { isLinkFailure } from './uplink.ts';

/** Keeps the people who are known here as the relay has them: their names and pictures, and who is gone (PRF-3, PRF-7). */
export interface ProfileSync {
  /** What the relay tells of somebody while this device is there. */
  apply(person: Person): Promise<void>;
  /** As the relay has the account's own person now, however that was learnt. Told on when it is news. */
  learnMe(me: Person): void;
  /** A session of a relay where people change has caught up: asks for what was missed. */
  attach(session: RelaySession): void;
  detach(): void;
}

export interface ProfileSyncDeps {
  readonly me: Person;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly inbox: Inbox;
  readonly feed: Pick<ChangeFeed, 'add'>;
  readonly onMe: (me: Person) => void;
  readonly logger: Logger;
}

export function createProfileSync(deps: ProfileSyncDeps): ProfileSync {
  const { store, clock, random, inbox, feed, onMe, logger } = deps;
  let me = deps.me;
  let session: RelaySession | undefined;
  let cancelTimer: (() => void) | undefined;
  let failures = 0;

  function learnMe(now: Person): void {
    const { displayName, picture } = now;
    if (displayName === me.displayName && picture === me.picture) return;
    me = now;
    onMe(now);
    inbox
      .add(async () => feed.add(await store.write.putPeople([now])))
      .catch((error: unknown) => logger.error({ err: error }, 'the account could not be stored'));
  }

  async function pull(from: RelaySession): Promise<void> {
    for (;;) {
      const position = await store.read.peoplePosition();
      let applied: Promise<void> = Promise.resolve();
      const page = await from.request(
        'people.pull',
        { position },
        {
          // Before the push of what changes next.
          inOrder: ({ people, position: next }) => {
            applied = inbox.add(async () => feed.add(await store.write.changePeople(people, next)));
          },
        },
      );
      await applied;
      const own = page.people.find(({ id }) => id === me.id);
      if (own) learnMe(own);
      if (!page.more || page.position <= position) return;
    }
  }

  function run(): void {
    cancelTimer = undefined;
    const from = session;
    if (!from) return;
    pull(from).then(
      () => (failures = 0),
      (error: unknown) => {
        if (isLinkFailure(error) || !from.alive) return;
        failures += 1;
        logger.warn({ err: error, failures }, 'new names could not be asked for');
        cancelTimer ??= clock.schedule(backoffMs(failures, random, AppError.from(error).retryAfterMs), run);
      },
    );
  }

  return {
    async apply(person) {
      if (person.id === me.id) learnMe(person);
      feed.add(await store.write.changePeople([person], null));
    },
    learnMe,
    attach(next) {
      session = next;
      cancelTimer ??= clock.schedule(0, run);
    },
    detach() {
      session = undefined;
      cancelTimer?.();
      cancelTimer = undefined;
    },
  };
}
