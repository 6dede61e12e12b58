import { assertNever } from '../../shared/assert-never.ts';
import type { TimelineEvent } from '../../shared/model/event.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';
import type { Bus } from '../cluster/bus.ts';
import type { Notice } from '../cluster/notice.ts';
import { type NodeId, NoticeExchange } from '../cluster/notice-exchange.ts';
import type { HandlerContext } from '../handlers/context.ts';
import { announceHeads } from '../handlers/heads.ts';
import { InFlight } from '../handlers/in-flight.ts';
import type { Peers, ReportCommit, StoredEffects } from '../handlers/peers.ts';
import type { AccountBudgets } from '../session/account-budgets.ts';
import type { BucketTable } from '../session/bucket-table.ts';
import type { Hub } from '../session/hub.ts';
import type { NodeStorage, StoredChange } from '../storage/node-port.ts';
import { ChannelFollower } from './channel-follower.ts';
import { ReadFollower, ReadTeller } from './read-follower.ts';
import { RemotePresence } from './remote-presence.ts';
import { Sweeper } from './sweeper.ts';
import { TimelineFollower } from './timeline-follower.ts';

/** How often what was heard is compared with what is stored. ms. */
const SWEEP_MS = 10_000;
/** After something that is not understood; more of it meanwhile is covered by the same look. ms. */
const SWEEP_UNKNOWN_MS = 2_000;
/** Once the storage has failed: it has been asked again and again for some ten seconds by then. ms. */
const SWEEP_AGAIN_MS = 1_000;
/** Notices followed at a time, when the storage is slow. More count as lost: the comparison finds what they were about. */
const MAX_FOLLOWING = 10_000;
/** Reports of which it is not known whether they are stored. Of more, senders hear when a later report covers them. */
const MAX_UNSURE = 1_000;
/** Devices asked about at once. */
const DEVICES = 1_000;

export interface RelayNodeDeps {
  readonly id: NodeId;
  readonly bus: Bus;
  readonly storage: NodeStorage;
  readonly hub: Hub;
  readonly context: HandlerContext;
  readonly budgets: AccountBudgets;
  /** By address. */
  readonly signIns: BucketTable;
  readonly defer: (task: () => void) => void;
  /** Policies were changed, or callbacks. */
  readonly reloadPolicies: () => Promise<void>;
  readonly reloadCallbacks: () => void;
}

/** What a relay is among others on the same data: tells them what it does, and follows what they do. */
export class RelayNode implements Peers {
  readonly #id: NodeId;
  readonly #bus: Bus;
  readonly #exchange: NoticeExchange;
  readonly #storage: NodeStorage;
  readonly #hub: Hub;
  readonly #context: HandlerContext;
  readonly #deps: RelayNodeDeps;
  readonly #timelines: TimelineFollower;
  readonly #reads: ReadFollower;
  readonly #readTeller: ReadTeller;
  readonly #channels: ChannelFollower;
  readonly #presence: RemotePresence;
  readonly #sweeper: Sweeper;
  /** Reports that got no answer from the storage, until it has been asked what became of them; at most MAX_UNSURE. */
  readonly #unsure: {
    readonly conversation: ConversationId;
    readonly user: UserId;
    readonly ranges: RangeSet;
  }[] = [];
  /** Notices that are being followed. */
  readonly #following = new InFlight();
  #cancelSweep: (() => void) | undefined;
  /** When the one that is to come is due, by the monotonic clock. */
  #sweepAt = 0;
  #looking: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(deps: RelayNodeDeps) {
    const { id, bus, storage, hub, context, defer } = deps;
    this.#deps = deps;
    this.#id = id;
    this.#bus = bus;
    this.#storage = storage;
    this.#hub = hub;
    this.#context = context;
    this.#exchange = new NoticeExchange(bus, id, defer, context.logger);
    this.#timelines = new TimelineFollower(context, storage, (conversation) =>
      this.#sweeper.renew(conversation),
    );
    this.#reads = new ReadFollower(context, storage, this.#timelines);
    this.#readTeller = new ReadTeller((notice) => this.announce(notice), context.clock);
    this.#channels = new ChannelFollower(context, storage);
    context.channelBoard.join(() => this.#channels.catchUp());
    this.#sweeper = new Sweeper({
      context,
      storage,
      timelines: this.#timelines,
      missed: (change) => this.#missed(change),
    });
    const announce = (notice: Notice): void => this.announce(notice);
    this.#presence = new RemotePresence(
      announce,
      (user) => hub.isOnline(user),
      context.presence,
      context.clock,
    );
    context.presence.join(this.#presence);
    hub.observe(this.#presence);
    this.#exchange.listen({
      notice: (from, notice) => this.#heard(from, notice),
      doubt: () => this.#sweepWithin(0),
      unknown: () => this.#sweepWithin(SWEEP_UNKNOWN_MS),
    });
    this.#armSweep(0);
  }

  /** Other nodes that were heard of lately. */
  get others(): number {
    return this.#presence.nodes;
  }

  announce(notice: Notice): void {
    if ('position' in notice && notice.position !== undefined) this.#sweeper.heard(notice.position);
    this.#exchange.publish(notice);
  }

  async stored(event: TimelineEvent, { position, ...effects }: StoredEffects): Promise<void> {
    const { conversation, seq } = event;
    const told = this.#timelines.stored(event, effects);
    this.announce({ kind: 'timeline', conversation, seq, ...(position === undefined ? {} : { position }) });
    await told;
  }

  reach(conversation: ConversationId, seq: number): Promise<void> | undefined {
    const known = this.#context.conversations.peek(conversation)?.headSeq;
    // What is not in memory is loaded as it is stored.
    return known === undefined || known >= seq ? undefined : this.#timelines.heard(conversation, seq);
  }

  async followed(position: number): Promise<void> {
    await this.#sweeper.followed(position);
    // Heard of is not yet in memory.
    await this.#following.settled();
  }

  catchUp(conversation: ConversationId): Promise<void> {
    return this.reach(conversation, Number.MAX_SAFE_INTEGER) ?? Promise.resolve();
  }

  async delivered(
    conversation: ConversationId,
    users: readonly UserId[],
  ): Promise<ReadonlyMap<UserId, number>> {
    const reports = await this.#storage.memberReports(conversation, users);
    return new Map(reports.map(({ user, delivered }) => [user, delivered]));
  }

  read(conversation: ConversationId, user: UserId, ranges: RangeSet, commit: ReportCommit): void {
    this.#doubt(conversation, [commit.covered]);
    this.#sweeper.heard(commit.position);
    this.#readTeller.add(conversation, user, ranges, commit);
  }

  mayHaveRead(conversation: ConversationId, user: UserId, ranges: RangeSet): void {
    if (this.#unsure.length < MAX_UNSURE) this.#unsure.push({ conversation, user, ranges });
    this.#sweepWithin(SWEEP_UNKNOWN_MS);
  }

  async channelsChanged(position: number): Promise<void> {
    this.announce({ kind: 'channels', position });
    await this.#channels.changed(position);
  }

  async leads(task: string, forMs: number): Promise<boolean> {
    const { clock, logger } = this.#context;
    try {
      return await this.#storage.lease(task, this.#id, clock.now(), forMs);
    } catch (error) {
      logger.error({ err: error, task }, 'no lease');
      return false;
    }
  }

  async resigns(task: string): Promise<void> {
    await this.leads(task, 0);
  }

  /** Up to this commit everybody here has been told everything, wherever it was done. Rejects when the storage fails. */
  async settled(): Promise<number> {
    return this.#sweeper.sweep();
  }

  /** Other nodes take over. Nothing more is heard, and what was is followed to its end: then the storage is left alone. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelSweep?.();
    this.#readTeller.flush();
    this.#presence.close();
    this.#exchange.flush();
    await this.#bus.close();
    await this.#sweeper.close();
    await this.#looking;
    await this.#following.settled();
  }

  #heard(from: NodeId, notice: Notice): void {
    if (this.#closed) return;
    this.#presence.sign(from);
    if (this.#following.open >= MAX_FOLLOWING) return;
    const { logger } = this.#context;
    // Nobody is promised a position before those who are concerned have been told.
    this.#context.writes
      .track(() => this.#following.track(() => this.#follow(from, notice)))
      .catch((error: unknown) => {
        logger.error({ err: error, kind: notice.kind }, 'notice of another node not followed');
        // Its commit counts as heard of: no comparison would find what is missing in memory.
        if ('conversation' in notice) this.#context.conversations.forget(notice.conversation);
        this.#hub.resyncAll();
      });
  }

  async #follow(from: NodeId, notice: Notice): Promise<void> {
    const { conversations, typing } = this.#context;
    if ('position' in notice && notice.position !== undefined) this.#sweeper.heard(notice.position);
    switch (notice.kind) {
      case 'timeline':
        if (this.#concerns(notice.conversation)) {
          await this.#timelines.heard(notice.conversation, notice.seq);
        }
        return;
      case 'reads':
        this.#doubt(notice.conversation, notice.covered ?? []);
        for (const position of notice.positions) this.#sweeper.heard(position);
        if (this.#concerns(notice.conversation)) await this.#reads.heard(notice);
        return;
      case 'receiptsClosed': {
        const { conversation } = notice;
        conversations.forget(conversation);
        const members = await conversations.use(conversation, (state) => [...(state?.presentUsers() ?? [])]);
        await announceHeads(this.#context, conversation, members);
        return;
      }
      case 'head':
        await announceHeads(this.#context, notice.conversation, [notice.user]);
        return;
      case 'draft':
      case 'person':
      case 'channels':
      case 'channelReads':
        await this.#missed(notice);
        return;
      case 'revoked':
        this.#hub.revoke(notice.user, notice.device);
        return;
      case 'policies':
        await this.#deps.reloadPolicies();
        return;
      case 'callbacks':
        this.#deps.reloadCallbacks();
        return;
      case 'packet':
        if (this.#hub.signedIn > 0) this.#context.packetNotices.changed(notice.conversation, notice.seq);
        return;
      case 'points':
        this.#hub.toUser(notice.user, 'points.changed', {});
        return;
      case 'typing': {
        const { conversation, user } = notice;
        if (!typing.isLookedAt(conversation)) return;
        // Whoever looks has had it loaded; not worth a question to the storage, which may fail.
        const state = conversations.peek(conversation);
        if (state) typing.tell(conversation, user, (one) => state.isMember(one));
        return;
      }
      case 'accountTaken':
        this.#deps.budgets.takenElsewhere(notice.user, notice.limit, notice.taken);
        return;
      case 'signInsTaken':
        this.#deps.signIns.takenElsewhere(notice.address, notice.taken);
        return;
      case 'reminded':
        this.#context.reminders.takenElsewhere(notice.user, notice.conversation, notice.seq);
        return;
      case 'alive':
        return;
      case 'leaving':
      case 'watching':
      case 'presence':
        this.#presence.heard(from, notice);
        return;
      default:
        assertNever(notice);
    }
  }

  /**
   * A report has covered the traces of these commits. One of them that this node has not heard of may have been another report, whose
   * answer or notice was lost: what is in memory may hold it without that anybody was told.
   */
  #doubt(conversation: ConversationId, covered: readonly number[]): void {
    if (this.#hub.signedIn > 0 && covered.some((position) => !this.#sweeper.knows(position)))
      this.#context.receipts.doubt(conversation);
  }

  /** Whether anything of a conversation is to be kept in step, or told to anybody, here. */
  #concerns(conversation: ConversationId): boolean {
    return this.#hub.signedIn > 0 || this.#context.conversations.peek(conversation) !== undefined;
  }

  async #missed(change: Exclude<StoredChange, { kind: 'conversation' | 'member' }>): Promise<void> {
    const { storage } = this.#context;
    const { position } = change;
    switch (change.kind) {
      case 'draft': {
        if (!this.#hub.isOnline(change.user)) return;
        const [draft] = await storage.drafts(change.user, position - 1, 1);
        if (draft) this.#hub.toUser(change.user, 'draft.changed', { draft });
        return;
      }
      case 'person':
        if (this.#hub.signedIn > 0) this.#context.personNotices.changed(change.user);
        return;
      case 'channels':
        await this.#channels.changed(position);
        return;
      case 'channelReads': {
        if (!this.#hub.isOnline(change.user)) return;
        for (const { channel, read } of await storage.channelReads(change.user, position - 1)) {
          this.#hub.toUser(change.user, 'channel.read', { channel, read });
        }
        return;
      }
      default:
        assertNever(change);
    }
  }

  /** Unless one is to come already. */
  #armSweep(ms: number): void {
    if (this.#closed) return;
    const { clock } = this.#context;
    if (this.#cancelSweep) return;
    this.#sweepAt = clock.monotonic() + ms;
    this.#cancelSweep = clock.schedule(ms, () => {
      this.#cancelSweep = undefined;
      this.#looking = this.#look().then((next) => this.#armSweep(next));
    });
  }

  #sweepWithin(ms: number): void {
    if (this.#cancelSweep && this.#sweepAt <= this.#context.clock.monotonic() + ms) return;
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
    this.#armSweep(ms);
  }

  /** Everything that a lost notice may have been about. Resolves with the time until the next look, ms. */
  async #look(): Promise<number> {
    try {
      await this.#sweeper.sweep();
      await this.#makeSure();
      await this.#deps.reloadPolicies();
      await this.#checkDevices();
      this.#deps.reloadCallbacks();
      this.#context.wakeCallbacks();
      return SWEEP_MS;
    } catch (error) {
      if (!this.#closed) this.#context.logger.error({ err: error }, 'not compared with what is stored');
      return SWEEP_AGAIN_MS;
    }
  }

  /** Tells, here and at the other nodes, what is stored of the reports that had no answer. */
  async #makeSure(): Promise<void> {
    for (let next = this.#unsure[0]; next; next = this.#unsure[0]) {
      const { conversation, user, ranges } = next;
      await this.#reads.heard({ conversation, users: [user], ranges });
      this.#readTeller.add(conversation, user, ranges);
      this.#unsure.shift();
    }
  }

  /** SES-12. */
  async #checkDevices(): Promise<void> {
    const callers = [...this.#hub.callers()];
    for (let start = 0; start < callers.length; start += DEVICES) {
      const some = callers.slice(start, start + DEVICES);
      const known = new Set(await this.#storage.signedInDevices(some.map(({ device }) => device)));
      for (const { user, device } of some) if (!known.has(device)) this.#hub.revoke(user, device);
    }
  }
}
