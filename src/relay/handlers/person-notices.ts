import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { RelayStorage } from '../storage/port.ts';
import type { Peers } from './peers.ts';
import type { Publisher } from './publisher.ts';

/** Between two rounds; PRF-3. ms. */
const INTERVAL_MS = 1_000;
/** People told of in one round, each to everybody who is signed in; the others come in the next ones. */
const PER_ROUND = 20;
/** People that wait. Of more, clients learn when they are back: `people.pull` knows them all. */
const MAX_WAITING = 10_000;

/** Tells everybody who has another name or picture, or has gone: rounds a second apart, in each one push for a person, however often they changed. */
export class PersonNotices {
  readonly #storage: Pick<RelayStorage, 'peopleByIds'>;
  readonly #publisher: Publisher;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** Whoever has waited longest first. */
  readonly #changed = new Set<UserId>();
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(
    storage: Pick<RelayStorage, 'peopleByIds'>,
    publisher: Publisher,
    clock: Clock,
    logger: Logger,
  ) {
    this.#storage = storage;
    this.#publisher = publisher;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** At whichever node. */
  changed(user: UserId): void {
    if (this.#closed || this.#changed.size >= MAX_WAITING) return;
    this.#changed.add(user);
    this.#arm();
  }

  /** Tells nobody any more: clients ask when they are back. */
  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#changed.clear();
  }

  #arm(): void {
    this.#cancel ??= this.#clock.schedule(INTERVAL_MS, () => {
      this.#cancel = undefined;
      void this.#round();
    });
  }

  async #round(): Promise<void> {
    const users = [...this.#changed].slice(0, PER_ROUND);
    for (const user of users) this.#changed.delete(user);
    if (this.#changed.size > 0) this.#arm();
    try {
      const people = await this.#storage.peopleByIds(users);
      if (this.#closed) return;
      for (const person of people) this.#publisher.toEach(() => true, 'person.changed', { person });
    } catch (error) {
      this.#logger.warn({ err: error, people: users.length }, 'new names were not told');
    }
  }
}

/** This node has changed what everybody may know of the person, with this commit: those here are told (PRF-3), and other nodes. */
export function tellPerson(
  { personNotices, peers }: { readonly personNotices: PersonNotices; readonly peers?: Peers | undefined },
  user: UserId,
  position: number,
): void {
  personNotices.changed(user);
  peers?.announce({ kind: 'person', user, position });
}
