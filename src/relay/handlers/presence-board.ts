import type { Clock } from '../../shared/clock.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { Caller, Publisher } from './publisher.ts';

/** Between two rounds of news; PRS-2. ms. */
const INTERVAL_MS = 1_000;
/** Somebody whose last connection has ended may come back within this time without anybody hearing of it. ms. */
const GRACE_MS = 5_000;

/** Who is signed in at other nodes, and what they are asked about. */
export interface Elsewhere {
  has(user: UserId): boolean;
  /** Somebody here looks at the person from now on, or nobody does any more. */
  watched(user: UserId, watched: boolean): void;
}

const NOBODY: ReadonlySet<UserId> = new Set();
const NOWHERE: Elsewhere = { has: () => false, watched: () => undefined };

/**
 * Who looks at whose presence, and tells them what changes (PRS-1, PRS-2). Knows only the people who are watched: what it
 * keeps is bounded by the connections and `LIMITS.watchedUsers`.
 */
export class PresenceBoard {
  readonly #publisher: Pick<Publisher, 'isOnline' | 'toCallers'>;
  readonly #clock: Clock;
  readonly #watched = new Map<Caller, ReadonlySet<UserId>>();
  readonly #watchers = new Map<UserId, Set<Caller>>();
  /** Their last connection has ended a moment ago. */
  readonly #leaving = new Map<UserId, () => void>();
  /** What watchers were told last of those who may have changed since. */
  readonly #changing = new Map<UserId, boolean>();
  #elsewhere: Elsewhere = NOWHERE;
  #cancelRound: (() => void) | undefined;
  #lastRound = -INTERVAL_MS;

  constructor(publisher: Pick<Publisher, 'isOnline' | 'toCallers'>, clock: Clock) {
    this.#publisher = publisher;
    this.#clock = clock;
  }

  /** The relay has other nodes. Called before anybody watches. */
  join(elsewhere: Elsewhere): void {
    this.#elsewhere = elsewhere;
  }

  /** Replaces what this connection looks at; returns who of them is there. */
  watch(caller: Caller, users: readonly UserId[]): UserId[] {
    const before = this.#watched.get(caller) ?? NOBODY;
    const watched = new Set(users);
    if (watched.size > 0) this.#watched.set(caller, watched);
    else this.#watched.delete(caller);
    for (const user of watched) if (!before.has(user)) this.#add(user, caller);
    for (const user of before) if (!watched.has(user)) this.#remove(user, caller);
    return [...watched].filter((user) => this.#isThere(user));
  }

  attached({ user }: Caller): void {
    if (!this.#elsewhere.has(user)) this.came(user);
  }

  /** The person is signed in, and was not a moment ago. */
  came(user: UserId): void {
    const back = this.#leaving.get(user);
    if (back) {
      back();
      this.#leaving.delete(user);
    } else if (this.#watchers.has(user) && !this.#changing.has(user)) {
      this.#changing.set(user, false);
      this.#arm();
    }
  }

  detached(caller: Caller): void {
    this.#forget(caller);
    this.left(caller.user);
  }

  /** The person has one connection less than a moment ago, here or at another node. */
  left(user: UserId): void {
    if (!this.#watchers.has(user) || this.#isConnected(user)) return;
    this.#leaving.get(user)?.();
    this.#leaving.set(
      user,
      this.#clock.schedule(GRACE_MS, () => {
        this.#leaving.delete(user);
        if (!this.#changing.has(user)) this.#changing.set(user, true);
        this.#arm();
      }),
    );
  }

  /** Tells nothing any more. */
  close(): void {
    this.#cancelRound?.();
    for (const cancel of this.#leaving.values()) cancel();
    this.#leaving.clear();
    this.#watchers.clear();
    this.#watched.clear();
  }

  #isThere(user: UserId): boolean {
    return this.#isConnected(user) || this.#leaving.has(user);
  }

  #isConnected(user: UserId): boolean {
    return this.#publisher.isOnline(user) || this.#elsewhere.has(user);
  }

  #forget(caller: Caller): void {
    for (const user of this.#watched.get(caller) ?? NOBODY) this.#remove(user, caller);
    this.#watched.delete(caller);
  }

  #add(user: UserId, caller: Caller): void {
    const watchers = this.#watchers.get(user);
    if (watchers) {
      watchers.add(caller);
      return;
    }
    this.#watchers.set(user, new Set([caller]));
    this.#elsewhere.watched(user, true);
  }

  #remove(user: UserId, caller: Caller): void {
    const watchers = this.#watchers.get(user);
    watchers?.delete(caller);
    if (watchers?.size !== 0) return;
    this.#watchers.delete(user);
    this.#elsewhere.watched(user, false);
    this.#leaving.get(user)?.();
    this.#leaving.delete(user);
  }

  #arm(): void {
    const rest = Math.max(0, this.#lastRound + INTERVAL_MS - this.#clock.monotonic());
    this.#cancelRound ??= this.#clock.schedule(rest, () => this.#round());
  }

  #round(): void {
    this.#cancelRound = undefined;
    this.#lastRound = this.#clock.monotonic();
    for (const [user, told] of this.#changing) {
      const online = this.#isThere(user);
      const watchers = this.#watchers.get(user);
      if (watchers && online !== told)
        this.#publisher.toCallers(watchers, 'presence.changed', { user, online });
    }
    this.#changing.clear();
  }
}
