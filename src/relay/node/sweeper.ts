import { AppError } from '../../shared/errors.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { HandlerContext } from '../handlers/context.ts';
import { announceHeads } from '../handlers/heads.ts';
import type { NodeStorage, StoredChange } from '../storage/node-port.ts';
import type { TimelineFollower } from './timeline-follower.ts';

/** Changes looked at in one step. */
const PAGE = 1_000;
/** Notices that were sent before a position was asked for have come by then, if they come at all. ms. */
const GRACE_MS = 1_000;
/** The same, for somebody who waits for an answer. ms. */
const SHORT_MS = 20;
/** Commits remembered as heard of; whatever is forgotten is told once more, which harms nobody. */
const MAX_HEARD = 200_000;

export interface SweeperDeps {
  readonly context: HandlerContext;
  readonly storage: NodeStorage;
  readonly timelines: TimelineFollower;
  /** A draft, a person, channels, or what somebody has read of them, changed as a notice would have said. */
  readonly missed: (change: Exclude<StoredChange, { kind: 'conversation' | 'member' }>) => Promise<void>;
}

/**
 * Compares what this node has heard with what the storage has, by the numbers of the commits: notices are lost when a link is cut,
 * and with a node that dies between its commit and its notice. What was missed is loaded anew, and clients are told to sync it
 * (`timeline.noticed`).
 */
export class Sweeper {
  readonly #deps: SweeperDeps;
  readonly #heard = new Set<number>();
  /**
   * Those up to the newest comparison and above the one before it: what that one did not find because it was covered a moment earlier
   * is told of by a notice that comes after it.
   */
  #heardBefore: ReadonlySet<number> = new Set();
  /** Up to here whatever left a trace was told here long ago. Infinity as long as nobody has asked. */
  #settled = Infinity;
  /** Everything up to here is known here. Asked for before anybody is signed in. */
  #swept: Promise<number>;
  #running: Promise<number> | undefined;
  /** What is in memory holds every commit up to here. */
  #fresh = 0;
  #freshening: Promise<void> | undefined;
  /** Who waits for notices that may still come. */
  readonly #pausing = new Set<() => void>();
  #closed = false;

  constructor(deps: SweeperDeps) {
    this.#deps = deps;
    this.#swept = deps.context.storage.position();
    // Whoever sweeps meets the failure.
    this.#swept.then(
      (position) => (this.#settled = Math.min(this.#settled, position)),
      () => undefined,
    );
  }

  /** This node has dealt with the commit, or is doing so. */
  heard(position: number): void {
    this.#heard.add(position);
    const oldest = this.#heard.values().next();
    if (this.#heard.size > MAX_HEARD && !oldest.done) this.#heard.delete(oldest.value);
  }

  /** Whether this node has dealt with the commit: `true` is never a mistake, `false` may be one. */
  knows(position: number): boolean {
    return position <= this.#settled || this.#heard.has(position) || this.#heardBefore.has(position);
  }

  /**
   * Resolves once what is in memory here holds every commit up to this one: what a client is answered from it may not be older than the
   * position it was given, or it would never ask again. Mostly at once; what was not heard of is dropped from memory. Rejects when
   * the storage fails.
   */
  async followed(position: number): Promise<void> {
    if (this.#isFresh(position)) return;
    await this.#pause(SHORT_MS);
    while (!this.#isFresh(position)) {
      this.#freshening ??= this.#freshen().finally(() => (this.#freshening = undefined));
      await this.#freshening;
    }
  }

  /** Compares nothing any more. Resolves when the storage is left alone; whoever waits for a comparison is refused. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const end of this.#pausing) end();
    await Promise.allSettled([this.#running, this.#freshening]);
  }

  /** Rejects with `shutting_down` once this is closed. */
  async #pause(ms: number): Promise<void> {
    const { clock } = this.#deps.context;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        cancel();
        this.#pausing.delete(end);
        resolve();
      };
      const cancel = clock.schedule(ms, end);
      this.#pausing.add(end);
    });
    if (this.#closed) throw new AppError('shutting_down');
  }

  #isFresh(position: number): boolean {
    while (this.#heard.has(this.#fresh + 1)) this.#fresh++;
    return this.#fresh >= position;
  }

  async #freshen(): Promise<void> {
    const { context, storage } = this.#deps;
    const until = await context.storage.position();
    const since = Math.max(this.#fresh, await this.#swept.catch(() => 0));
    for (let from = since; from < until;) {
      const { changes, more } = await storage.changesSince(from, until, PAGE);
      // Told now and not at the next comparison: who is given a position asks for nothing below it any more.
      const missed = changes.filter(({ position }) => !this.#heard.has(position));
      await this.#tell(missed);
      for (const { position } of missed) this.heard(position);
      const last = changes.at(-1);
      from = more && last ? last.position : until;
    }
    this.#fresh = Math.max(this.#fresh, until);
  }

  /**
   * Resolves with a position, at least that of the call, up to which the people here have been told everything. Rejects when the storage
   * fails.
   */
  async sweep(): Promise<number> {
    // One that is under way may have begun before the commits of the caller.
    if (this.#running) await this.#running.catch(() => 0);
    this.#running ??= this.#sweep().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #sweep(): Promise<number> {
    if (this.#closed) throw new AppError('shutting_down');
    const { storage } = this.#deps.context;
    // Where it could not be asked, nothing is known of what came before.
    const since = await this.#swept.catch(() => 0);
    const until = await storage.position();
    if (until > since) {
      await this.#pause(GRACE_MS);
      await this.#repair(since, until);
    }
    this.#swept = Promise.resolve(until);
    this.#fresh = Math.max(this.#fresh, until);
    this.#settled = since;
    this.#heardBefore = this.#takeHeard(until);
    return until;
  }

  /** Takes those up to here out of what was heard, and gives them. */
  #takeHeard(until: number): ReadonlySet<number> {
    const taken = new Set<number>();
    for (const position of this.#heard) {
      if (position > until) continue;
      this.#heard.delete(position);
      taken.add(position);
    }
    return taken;
  }

  async #repair(since: number, until: number): Promise<void> {
    const { storage } = this.#deps;
    for (let from = since; ;) {
      const { changes, more } = await storage.changesSince(from, until, PAGE);
      const missed = changes.filter(({ position }) => !this.#heard.has(position));
      await this.#tell(missed);
      for (const { position } of missed) this.heard(position);
      const last = changes.at(-1);
      if (!more || !last) return;
      from = last.position;
    }
  }

  async #tell(missed: readonly StoredChange[]): Promise<void> {
    const { context } = this.#deps;
    // Whatever was missed of a member, senders may have missed a receipt by it.
    const conversations = new Set<ConversationId>();
    for (const change of missed) {
      if (change.kind === 'conversation') conversations.add(change.conversation);
      else if (change.kind !== 'member') await this.#deps.missed(change);
      else if (!change.personal) conversations.add(change.conversation);
      else if (context.publisher.isOnline(change.user))
        await this.#renewFor(change.user, change.conversation);
    }
    for (const conversation of conversations) await this.renew(conversation);
  }

  /** Flags, and for who has just left, that they have. */
  async #renewFor(user: UserId, conversation: ConversationId): Promise<void> {
    const { context } = this.#deps;
    const head = await context.storage.head(user, conversation);
    if (!head) return;
    context.publisher.toUser(user, 'timeline.noticed', { conversation, headSeq: head.headSeq });
    await announceHeads(context, conversation, [user]);
  }

  /**
   * Whatever the people here know of the conversation, they learn it anew: clients sync it (`timeline.noticed`), and those whose position
   * is beyond what was missed learn by the head that they have to.
   */
  async renew(conversation: ConversationId): Promise<void> {
    const { context, timelines } = this.#deps;
    context.conversations.forget(conversation);
    const concerned = await context.conversations.use(conversation, (state) => {
      if (!state) return [];
      const { headSeq } = state;
      timelines.skipTo(conversation, headSeq);
      context.publisher.toAll(state.presentUsers(), 'timeline.noticed', { conversation, headSeq });
      // What they sent there is still read by others.
      const former = state.formerUsers().filter((user) => context.publisher.isOnline(user));
      for (const user of former) {
        const notice = { conversation, headSeq: state.newestVisible(user) };
        context.publisher.toUser(user, 'timeline.noticed', notice);
      }
      return [...state.presentUsers(), ...former];
    });
    await announceHeads(context, conversation, concerned);
  }
}
