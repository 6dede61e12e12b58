import type { Policies } from '../shared/admin/policies.ts';
import { AppError } from '../shared/errors.ts';
import type { ClientId, ConversationId, UserId } from '../shared/model/ids.ts';
import { CLOSE } from '../shared/protocol/close-codes.ts';
import { type AdminDesk, createDesk } from './admin/desk.ts';
import { PolicyBook } from './admin/policy-book.ts';
import type { RelayAddress } from './admin/relay-address.ts';
import type { Notice } from './cluster/notice.ts';
import { NodeId } from './cluster/notice-exchange.ts';
import { AnnouncingPublisher } from './node/announcing-publisher.ts';
import { NodeReport } from './node/node-report.ts';
import { RelayNode } from './node/relay-node.ts';
import { SharedLockout } from './node/shared-lockout.ts';
import { CallbackSender } from './callbacks/callback-sender.ts';
import { LocalLockout } from './handlers/auth/lockout.ts';
import type { ReceiptSettings } from './domain/receipt-policy.ts';
import { ChannelBoardLoader } from './handlers/channel-board-loader.ts';
import { ConversationCache, DEFAULT_CACHE_LIMITS } from './handlers/conversation-cache.ts';
import { DeliveredCursors } from './handlers/delivered-cursors.ts';
import type { HandlerContext } from './handlers/context.ts';
import { DeviceActivity } from './handlers/device-activity.ts';
import { InFlight } from './handlers/in-flight.ts';
import { type MessageSent, postAs } from './handlers/post-as.ts';
import { PersonNotices } from './handlers/person-notices.ts';
import { PresenceBoard } from './handlers/presence-board.ts';
import { PacketNotices } from './handlers/packet-notices.ts';
import { PacketTurns } from './handlers/packet-turns.ts';
import { PacketReturns } from './handlers/packet-returns.ts';
import { ReceiptNotices } from './handlers/receipt-notices.ts';
import { ReceiptRetention } from './handlers/receipt-retention.ts';
import { ReminderLimit } from './handlers/reminder-limit.ts';
import { TypingBoard } from './handlers/typing-board.ts';
import { AccountBudgets, DEFAULT_ACCOUNT_LIMITS } from './session/account-budgets.ts';
import { BucketTable } from './session/bucket-table.ts';
import { Checkpoints } from './session/checkpoints.ts';
import type { Connection } from './session/connection.ts';
import { type Leaver, sendAway } from './session/farewell.ts';
import { Heartbeats } from './session/heartbeats.ts';
import { Hub } from './session/hub.ts';
import type { SessionServices } from './session/services.ts';
import { DEFAULT_SESSION_LIMITS } from './session/session-limits.ts';
import { Session } from './session/session.ts';
import { WriteTurn } from './session/write-turn.ts';
import type { MetricHistory } from './metrics/metric-history.ts';
import { RelayCounters } from './metrics/relay-counters.ts';
import { policiesOf, type RelayDeps } from './relay-deps.ts';

/** Addresses whose sign-ins are remembered. */
const MAX_ADDRESSES = 50_000;

const HOUR_MS = 3_600_000;

export interface RelayStats {
  readonly connections: number;
  readonly signedIn: number;
  readonly conversationsInMemory: number;
  readonly eventsInMemory: number;
  readonly openRequests: number;
  readonly boardChannels: number;
  readonly boardAnnouncements: number;
  /** Other nodes of the relay that were heard of lately. */
  readonly otherNodes: number;
}

/** The server without its network and its disk. */
export interface Relay {
  /** As clients show it now. */
  name(): string;
  /** LIM-5, for passwords that come in another way than over a connection: 0, or milliseconds to wait. */
  limitSignIn(limitKey: string | undefined): number;
  /** As the handler of that name; refused with `shutting_down` once the relay is going away. */
  postAs(bot: UserId, conversation: ConversationId, clientId: ClientId, text: string): Promise<MessageSent>;
  /** For those who administer it. Closed with the relay. */
  readonly desk: AdminDesk;
  /** Shows administrators what it has sampled. */
  showHistory(history: MetricHistory): void;
  /** Tells administrators where people reach it, for links. */
  showAddress(address: () => RelayAddress): void;
  /** Takes a new connection over; it is closed at once when the relay is going away. */
  accept(connection: Connection): void;
  stats(): RelayStats;
  /**
   * CON-9: takes no new connection and closes those that there are with 1001, one after the other over so many milliseconds, while all
   * else goes on. Resolves when nobody is left, or after that time.
   */
  leave(overMs: number): Promise<void>;
  /**
   * Refuses new requests, finishes those under way, closes every connection with 1001 and stops all timers. Idempotent. The
   * storage stays open.
   */
  close(): Promise<void>;
}

/** Wires a relay. */
export function createRelay(deps: RelayDeps): Relay {
  const { profile, storage, passwords, clock, makeId, makeToken, logger, cluster } = deps;
  const counters = deps.counters ?? new RelayCounters();
  const hub = new Hub();
  const turn = new WriteTurn(deps.defer, clock);
  const requests = new InFlight();
  const writes = new InFlight();
  const sessions = new Set<Leaver>();
  const conversations = new ConversationCache(storage, { ...DEFAULT_CACHE_LIMITS, ...deps.cacheLimits });
  const receipts = new ReceiptNotices(conversations, hub, clock, logger);
  const packetNotices = new PacketNotices(storage, conversations, hub, clock, logger);
  const personNotices = new PersonNotices(storage, hub, clock, logger);
  const delivered = new DeliveredCursors(storage, conversations, clock);
  const announce = (notice: Notice): void => node?.announce(notice);
  const checkpoints = new Checkpoints({
    position: () => node?.settled() ?? storage.position(),
    writes,
    receipts,
    hub,
    clock,
    logger,
  });
  const policies = new PolicyBook({
    defaults: policiesOf(deps),
    fixed: deps.administration?.fixed ?? {},
    stored: deps.administration?.stored ?? {},
  });
  let receiptSettings = receiptSettingsOf(policies.current);
  const presence = new PresenceBoard(hub, clock);
  const typing = new TypingBoard(hub, clock, announce);
  const limits = { ...DEFAULT_SESSION_LIMITS, ...deps.sessionLimits };
  const budgets = new AccountBudgets(
    clock,
    { ...DEFAULT_ACCOUNT_LIMITS, ...deps.accountLimits },
    cluster && ((user, limit, taken) => announce({ kind: 'accountTaken', user, limit, taken })),
  );
  const perMinute = limits.signInsPerMinute;
  const signIns = new BucketTable(
    clock,
    { perSecond: perMinute / 60, burst: perMinute },
    MAX_ADDRESSES,
    cluster && ((address, taken) => announce({ kind: 'signInsTaken', address, taken })),
  );
  hub.observe(budgets);
  hub.observe(presence);
  hub.observe(typing);
  let closing: Promise<void> | undefined;
  let leaving = false;
  const poster = deps.callbackPoster;
  const callbacks =
    poster &&
    new CallbackSender({
      storage,
      poster,
      counters: counters.callbacks,
      leader: cluster && {
        leads: (task, forMs) => node?.leads(task, forMs) ?? Promise.resolve(false),
        resigns: (task) => node?.resigns(task) ?? Promise.resolve(),
      },
      clock,
      logger,
    });

  const context: HandlerContext = {
    profile: {
      get name() {
        return policies.current.name;
      },
      get registration() {
        return policies.current.registration;
      },
      firstAdministers: profile.firstAdministers ?? false,
      ...(profile.files ? { files: profile.files } : {}),
    },
    storage,
    conversations,
    publisher: cluster ? new AnnouncingPublisher(hub, announce) : hub,
    get peers() {
      return node;
    },
    receipts,
    packetNotices,
    packetTurns: new PacketTurns(),
    personNotices,
    get editWindowMs() {
      return policies.current.editWindowHours * HOUR_MS;
    },
    get receiptSettings() {
      return receiptSettings;
    },
    reminders: new ReminderLimit(clock),
    presence,
    typing,
    channelBoard: new ChannelBoardLoader(storage, clock),
    delivered,
    writes,
    counters,
    passwords,
    activity: new DeviceActivity(storage, clock, logger),
    lockout: cluster ? new SharedLockout(cluster.storage, clock) : new LocalLockout(clock),
    wakeCallbacks: () => callbacks?.wake(),
    clock,
    makeId,
    makeToken,
    chance: deps.chance,
    logger,
  };
  const services: SessionServices = {
    context,
    hub,
    turn,
    requests,
    counters,
    budgets,
    signIns,
    heartbeats: new Heartbeats(clock, limits.heartbeatMs),
    limits,
    clock,
    logger,
    draining: () => closing !== undefined,
    ended: (session) => sessions.delete(session),
  };

  const node: RelayNode | undefined =
    cluster &&
    new RelayNode({
      id: NodeId.parse(deps.identity?.id ?? makeId()),
      ...cluster,
      hub,
      context,
      budgets,
      signIns,
      defer: deps.defer,
      reloadPolicies: async () => policies.apply(await storage.storedPolicies()),
      reloadCallbacks: () => callbacks?.reload(),
    });
  const report =
    deps.register &&
    new NodeReport({ register: deps.register, connections: () => sessions.size, clock, logger });
  const retention = new ReceiptRetention(context);
  const packetReturns = new PacketReturns(context);
  policies.listen((changed) => {
    receiptSettings = receiptSettingsOf(policies.current);
    if (changed.has('receiptRetentionDays')) retention.settingsChanged();
    // Clients have been told these in the greeting.
    if (changed.has('receipts') || changed.has('editWindowHours')) hub.resyncAll();
  });
  let history: MetricHistory | undefined;
  let address: (() => RelayAddress) | undefined;
  const desk = createDesk(
    {
      relay: context,
      policies,
      backups: deps.administration?.backups,
      callbacks: callbacks && {
        refusal: (url) => callbacks.refusal(url),
        reload() {
          callbacks.reload();
          announce({ kind: 'callbacks' });
        },
      },
      history: () => history,
      address: () => address?.(),
      identity: deps.identity,
      register: deps.register,
      connections: () => sessions.size,
      startedAt: clock.now(),
    },
    deps.administration !== undefined,
  );

  async function drain(): Promise<void> {
    checkpoints.close();
    desk.close();
    history?.close();
    await deps.administration?.backups?.close();
    receipts.close();
    packetNotices.close();
    personNotices.close();
    presence.close();
    const retired = Promise.all([retention.close(), packetReturns.close()]);
    await delivered.flush();
    await requests.settled();
    await retired;
    await callbacks?.close();
    await report?.close();
    await node?.close();
    turn.flush();
    for (const session of [...sessions]) session.close(CLOSE.goingAway, 'the relay is going away');
  }

  return {
    name: () => policies.current.name,
    limitSignIn(limitKey) {
      const wait = limitKey === undefined ? 0 : signIns.take(limitKey);
      if (wait > 0) counters.rateLimited['address-sign-ins']++;
      return wait;
    },
    postAs(...message) {
      if (closing) return Promise.reject(new AppError('shutting_down', 'the relay is going away'));
      return requests.track(() => postAs(context, ...message));
    },
    desk,
    showHistory: (given) => void (history = given),
    showAddress: (given) => void (address = given),
    accept(connection) {
      const session = new Session(connection, services);
      sessions.add(session);
      if (leaving || closing) session.close(CLOSE.goingAway, 'the relay is going away');
    },
    stats: () => ({
      connections: sessions.size,
      signedIn: hub.signedIn,
      conversationsInMemory: conversations.size,
      eventsInMemory: conversations.events,
      openRequests: requests.open,
      boardChannels: context.channelBoard.size.channels,
      boardAnnouncements: context.channelBoard.size.announcements,
      otherNodes: node?.others ?? 0,
    }),
    leave(overMs) {
      leaving = true;
      return sendAway(sessions, overMs, clock);
    },
    close: () => (closing ??= drain()),
  };
}

function receiptSettingsOf(policies: Policies): ReceiptSettings {
  const { receipts: policy, readTimes, receiptRetentionDays: retentionDays } = policies;
  return { policy, readTimes, retentionDays };
}
