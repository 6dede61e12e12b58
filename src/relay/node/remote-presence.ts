import type { Clock } from '../../shared/clock.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { MAX_NODES } from '../../shared/model/nodes.ts';
import { MAX_NOTICE_USERS, type Notice } from '../cluster/notice.ts';
import type { NodeId } from '../cluster/notice-exchange.ts';
import type { Elsewhere, PresenceBoard } from '../handlers/presence-board.ts';
import type { Caller } from '../handlers/publisher.ts';

/** How often a node says that it is there, and whom it looks at. ms. */
const ALIVE_MS = 5_000;
const WATCHING_MS = 20_000;
/** Of a node that has been silent for so long nobody is there any more. ms. */
const SILENT_MS = 16_000;
/** So long after the last word of it a node still looks at somebody. ms. */
const WATCHED_MS = 3 * WATCHING_MS;
/** People that other nodes look at; beyond it the others are told of nobody else until somebody is forgotten. */
const MAX_WATCHED = 200_000;

interface RemoteNode {
  lastSign: number;
  readonly online: Set<UserId>;
}

/**
 * Who is signed in at other nodes, of those whom somebody here looks at, and tells other nodes of those whom they look at. Soft state:
 * asked for again and again, and over when a node is silent.
 */
export class RemotePresence implements Elsewhere {
  readonly #announce: (notice: Notice) => void;
  readonly #isOnline: (user: UserId) => boolean;
  readonly #board: PresenceBoard;
  readonly #clock: Clock;
  readonly #nodes = new Map<NodeId, RemoteNode>();
  /** Whom people here look at. */
  readonly #watched = new Set<UserId>();
  readonly #asked: UserId[] = [];
  /** Whom other nodes look at, and until when. */
  readonly #wanted = new Map<UserId, number>();
  #cancelAlive: () => void;
  #cancelAsking: (() => void) | undefined;
  #lastWatching = 0;

  constructor(
    announce: (notice: Notice) => void,
    isOnline: (user: UserId) => boolean,
    board: PresenceBoard,
    clock: Clock,
  ) {
    this.#announce = announce;
    this.#isOnline = isOnline;
    this.#board = board;
    this.#clock = clock;
    this.#announce({ kind: 'alive' });
    this.#cancelAlive = this.#armAlive();
  }

  /** Other nodes that have been heard of lately. */
  get nodes(): number {
    return this.#nodes.size;
  }

  has(user: UserId): boolean {
    for (const { online } of this.#nodes.values()) if (online.has(user)) return true;
    return false;
  }

  watched(user: UserId, watched: boolean): void {
    if (!watched) {
      this.#watched.delete(user);
      for (const { online } of this.#nodes.values()) online.delete(user);
      return;
    }
    this.#watched.add(user);
    this.#asked.push(user);
    this.#cancelAsking ??= this.#clock.schedule(0, () => {
      this.#cancelAsking = undefined;
      this.#ask(this.#asked.splice(0));
    });
  }

  attached({ user }: Caller): void {
    if (this.#isWanted(user)) this.#announce({ kind: 'presence', users: [user], online: true });
  }

  detached({ user }: Caller): void {
    if (this.#isOnline(user) || !this.#isWanted(user)) return;
    this.#announce({ kind: 'presence', users: [user], online: false });
  }

  /** A node has said something, whatever it was. */
  sign(node: NodeId): void {
    const known = this.#nodes.get(node);
    if (known) known.lastSign = this.#clock.monotonic();
    else if (this.#nodes.size < MAX_NODES) {
      this.#nodes.set(node, { lastSign: this.#clock.monotonic(), online: new Set() });
      // It has not heard yet whom people here look at.
      this.#ask([...this.#watched]);
    }
  }

  heard(node: NodeId, notice: Extract<Notice, { kind: 'leaving' | 'watching' | 'presence' }>): void {
    if (notice.kind === 'leaving') this.#lose(node);
    else if (notice.kind === 'watching') this.#answer(notice.users);
    else for (const user of notice.users) this.#set(node, user, notice.online);
  }

  close(): void {
    this.#cancelAlive();
    this.#cancelAsking?.();
    this.#announce({ kind: 'leaving' });
  }

  #answer(users: readonly UserId[]): void {
    const until = this.#clock.monotonic() + WATCHED_MS;
    for (const user of users) {
      if (this.#wanted.has(user) || this.#wanted.size < MAX_WATCHED) this.#wanted.set(user, until);
    }
    const online = users.filter((user) => this.#isOnline(user));
    const offline = users.filter((user) => !this.#isOnline(user));
    if (online.length > 0) this.#announce({ kind: 'presence', users: online, online: true });
    if (offline.length > 0) this.#announce({ kind: 'presence', users: offline, online: false });
  }

  #isWanted(user: UserId): boolean {
    return (this.#wanted.get(user) ?? 0) > this.#clock.monotonic();
  }

  #set(node: NodeId, user: UserId, online: boolean): void {
    const known = this.#nodes.get(node);
    if (!known || !this.#watched.has(user) || known.online.has(user) === online) return;
    const wasThere = this.has(user) || this.#isOnline(user);
    if (online) known.online.add(user);
    else known.online.delete(user);
    if (online && !wasThere) this.#board.came(user);
    else if (!online) this.#board.left(user);
  }

  #lose(node: NodeId): void {
    const known = this.#nodes.get(node);
    this.#nodes.delete(node);
    for (const user of known?.online ?? []) this.#board.left(user);
  }

  #ask(users: readonly UserId[]): void {
    for (let start = 0; start < users.length; start += MAX_NOTICE_USERS) {
      this.#announce({ kind: 'watching', users: users.slice(start, start + MAX_NOTICE_USERS) });
    }
  }

  #armAlive(): () => void {
    return this.#clock.schedule(ALIVE_MS, () => {
      const now = this.#clock.monotonic();
      this.#announce({ kind: 'alive' });
      if (now - this.#lastWatching >= WATCHING_MS) {
        this.#lastWatching = now;
        this.#ask([...this.#watched]);
      }
      for (const [node, { lastSign }] of this.#nodes) if (now - lastSign >= SILENT_MS) this.#lose(node);
      for (const [user, until] of this.#wanted) if (until <= now) this.#wanted.delete(user);
      this.#cancelAlive = this.#armAlive();
    });
  }
}
