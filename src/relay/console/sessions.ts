import { createHash } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { MakeToken } from '../handlers/auth/token.ts';

/** Without a request for so long, a session is over. ms. */
export const IDLE_MS = 30 * 60_000;
/** After so long it is over, whatever happens. ms. */
export const ABSOLUTE_MS = 12 * 3_600_000;
/** A session gets a new token as often; the one before it serves for as long as requests are under way. ms. */
const ROTATE_MS = 10 * 60_000;
const OVERLAP_MS = 30_000;
const MAX_SESSIONS = 1_000;
const MAX_PER_ACCOUNT = 10;

/** Somebody signed in to the console. */
export interface ConsoleSession {
  readonly user: UserId;
  /** As in Standing: another one, and the session is over. */
  readonly stamp: string;
  /** Goes with every request that changes something; no other site can read it. */
  readonly csrf: string;
}

interface Entry {
  readonly session: ConsoleSession;
  /** SHA-256 of the tokens; the present one first. */
  tokens: readonly { readonly hash: string; readonly from: number; until: number }[];
  readonly since: number;
  lastUse: number;
}

/**
 * Sessions of the console, in memory: they end with the relay. Tokens are kept as hashes. Beyond 10 of an account, or 1,000 in
 * all, the one that was used longest ago ends.
 */
export class ConsoleSessions {
  readonly #clock: Clock;
  readonly #makeToken: MakeToken;
  readonly #entries = new Set<Entry>();
  readonly #byHash = new Map<string, Entry>();

  constructor(clock: Clock, makeToken: MakeToken) {
    this.#clock = clock;
    this.#makeToken = makeToken;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Begins one with a token that nobody has had before. */
  begin(user: UserId, stamp: string): { readonly session: ConsoleSession; readonly token: string } {
    const now = this.#clock.monotonic();
    this.#makeRoom(user, now);
    const session: ConsoleSession = { user, stamp, csrf: this.#makeToken() };
    const entry: Entry = { session, tokens: [], since: now, lastUse: now };
    this.#entries.add(entry);
    return { session, token: this.#issue(entry, now) };
  }

  /** The session of a token, and a new token if it is time for one. `undefined`: there is none, or it is over. */
  use(token: string): { readonly session: ConsoleSession; readonly renewed: string | undefined } | undefined {
    const now = this.#clock.monotonic();
    const hash = hashOf(token);
    const entry = this.#byHash.get(hash);
    if (!entry) return undefined;
    const [current] = entry.tokens;
    const used = entry.tokens.find((one) => one.hash === hash);
    if (this.#isOver(entry, now) || !used || !current || used.until <= now) {
      // A token from before the last change, long after it: somebody else has it.
      this.#drop(entry);
      return undefined;
    }
    entry.lastUse = now;
    if (used !== current || now - current.from < ROTATE_MS) {
      return { session: entry.session, renewed: undefined };
    }
    current.until = now + OVERLAP_MS;
    return { session: entry.session, renewed: this.#issue(entry, now) };
  }

  end(session: ConsoleSession): void {
    for (const entry of [...this.#entries]) if (entry.session === session) this.#drop(entry);
  }

  #issue(entry: Entry, now: number): string {
    const token = this.#makeToken();
    const hash = hashOf(token);
    for (const { hash: old } of entry.tokens.slice(1)) this.#byHash.delete(old);
    entry.tokens = [{ hash, from: now, until: Infinity }, ...entry.tokens.slice(0, 1)];
    this.#byHash.set(hash, entry);
    return token;
  }

  #isOver({ since, lastUse }: Entry, now: number): boolean {
    return now - lastUse >= IDLE_MS || now - since >= ABSOLUTE_MS;
  }

  #makeRoom(user: UserId, now: number): void {
    for (const entry of [...this.#entries]) if (this.#isOver(entry, now)) this.#drop(entry);
    const own = [...this.#entries].filter(({ session }) => session.user === user);
    if (own.length >= MAX_PER_ACCOUNT) this.#dropOldest(own);
    if (this.#entries.size >= MAX_SESSIONS) this.#dropOldest([...this.#entries]);
  }

  #dropOldest(entries: readonly Entry[]): void {
    const [first, ...rest] = entries;
    if (!first) return;
    this.#drop(rest.reduce((oldest, one) => (one.lastUse < oldest.lastUse ? one : oldest), first));
  }

  #drop(entry: Entry): void {
    this.#entries.delete(entry);
    for (const { hash } of entry.tokens) this.#byHash.delete(hash);
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
