import type { Clock, MakeId, Random } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { RelayRules } from '../../shared/ipc/views.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ConversationHead } from '../../shared/model/conversation.ts';
import type { Person } from '../../shared/model/person.ts';
import { createArchive } from '../archive/create-archive.ts';
import { createMedia, type MediaDeps } from '../media/create-media.ts';
import type { Dialer } from '../net/socket.ts';
import type { Store } from '../store/port.ts';
import { createBackfill } from './backfill.ts';
import { backoffMs } from './backoff.ts';
import { createCatchUp } from './catch-up.ts';
import { createChannelSync } from './channel-sync.ts';
import { createComparison } from './comparison.ts';
import { createChangeFeed } from './change-feed.ts';
import { createDraftSync } from './draft-sync.ts';
import { eagerOrder } from './eager-order.ts';
import { createEmitter } from './emitter.ts';
import type { Engine } from './engine.ts';
import type { EngineDisk } from './engine-disk.ts';
import { createFlagTeller } from './flag-teller.ts';
import { createFreshener } from './freshener.ts';
import { createGapRepair } from './gap-repair.ts';
import type { HandlerContext } from './handlers/context.ts';
import { accountHandlers } from './handlers/account-handlers.ts';
import { channelHandlers } from './handlers/channel-handlers.ts';
import { conversationHandlers } from './handlers/conversation-handlers.ts';
import { fileHandlers } from './handlers/file-handlers.ts';
import { messageChangeHandlers } from './handlers/message-change-handlers.ts';
import { lostHandlers } from './handlers/lost-handlers.ts';
import { messageHandlers } from './handlers/message-handlers.ts';
import { peopleHandlers } from './handlers/people-handlers.ts';
import { packetHandlers } from './handlers/packet-handlers.ts';
import { presenceHandlers } from './handlers/presence-handlers.ts';
import { archiveHandlers } from './handlers/archive-handlers.ts';
import { storageHandlers } from './handlers/storage-handlers.ts';
import { sessionHandlers } from './handlers/session-handlers.ts';
import { timelineHandlers } from './handlers/timeline-handlers.ts';
import { createHistory } from './history.ts';
import { createHistoryProgress } from './history-progress.ts';
import { createInbox } from './inbox.ts';
import { createOutbox } from './outbox.ts';
import { createPeopleDirectory } from './people-directory.ts';
import { createPresence } from './presence.ts';
import { createPushes } from './pushes.ts';
import { createReceiptRefresh } from './receipt-refresh.ts';
import { createReindexer } from './reindexer.ts';
import type { RelaySession } from './relay-session.ts';
import { createRelearner } from './relearner.ts';
import { createReporter } from './reporter.ts';
import { createRestoration } from './restoration.ts';
import { createSessionLoop } from './session-loop.ts';
import { readUnread } from './unread-messages.ts';
import { createStorageWatch } from './storage-watch.ts';
import { requireSession } from './uplink.ts';

/** Conversations whose newest page is there before the session counts as online; the others follow by themselves. */
const EAGER = 50;
const STOP_MS = 2_000;

export interface EngineDeps {
  readonly store: Store;
  readonly dialer: Dialer;
  /** As `normalizeRelayUrl` gives it. */
  readonly url: string;
  readonly token: string;
  readonly me: Person;
  /** The client's own version, for the relay's logs. */
  readonly version: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly makeId: MakeId;
  readonly logger: Logger;
  /** Absent: this client sends and fetches no files. */
  readonly media?: MediaDeps;
  /** Absent: this client exports and imports nothing, and does not know what it takes on the disk. */
  readonly disk?: EngineDisk;
  /** The store is damaged: the engine is to be stopped, and made anew with a store opened as suspected. Told once. */
  readonly onDamaged?: () => void;
}

/** Wires the client of one account. Opens nothing until `start`; owns the store and closes it with `stop`. */
export function createEngine(deps: EngineDeps): Engine {
  const { store, clock, random, logger, makeId } = deps;
  const me = deps.me.id;
  let rules: RelayRules = null;
  const emitter = createEmitter((error) => logger.error({ err: error }, 'a listener has failed'));
  const inbox = createInbox();
  const feed = createChangeFeed({
    read: store.read,
    clock,
    logger,
    emit: (change) => emitter.emit('store.changed', change),
    onForgotten: (files) => media?.forget(files),
  });
  const session = (): RelaySession | undefined => (restoration.comparing ? undefined : loop.session());
  const people = createPeopleDirectory({ store, clock, feed, session, logger });
  const receipts = createReceiptRefresh({ write: store.write, clock, inbox, feed, logger });
  const reporter = createReporter({ store, clock, random, logger });
  const flags = createFlagTeller({ store, clock, random, logger });
  const restoration = createRestoration({
    store,
    inbox,
    comparison: createComparison({ store, onDelta: (delta) => feed.add(delta), logger }),
    reporter,
    receipts,
    onLost: () => tellLost(),
    logger,
  });
  const history = createHistory({ store, me, inbox, feed, receipts, reporter, people });
  const progress = createHistoryProgress({
    read: store.read,
    clock,
    logger,
    emit: (state) => emitter.emit('history.changed', state),
  });
  const onProgress = (): void => progress.note();
  const backfill = createBackfill({ read: store.read, clock, history, logger, onProgress });
  const reindexer = createReindexer({ write: store.write, clock, logger, onProgress });
  const freshener = createFreshener({ history, logger });
  const channels = createChannelSync({
    store,
    clock,
    random,
    inbox,
    version: deps.version,
    relayNow: () => clock.now() + (rules?.clockAheadMs ?? 0),
    onChanged: (rows) => emitter.emit('channels.changed', { channels: rows }),
    onPeople: () => people.check(),
    logger,
  });
  const drafts = createDraftSync({ store, clock, random, inbox, feed, logger });
  const catchUp = createCatchUp({
    store,
    inbox,
    feed,
    reporter,
    receipts,
    channels,
    receiptPolicy: () => rules?.receiptPolicy ?? null,
    logger,
  });
  const relearner = createRelearner({ store, history, logger });
  const gaps = createGapRepair({
    read: store.read,
    clock,
    catchUp,
    logger,
    onHeads: (heads) => {
      people.check();
      onProgress();
      void freshener.freshen(eagerOrder(heads)).then(() => backfill.check());
    },
  });
  const outbox = createOutbox({ store, clock, random, feed, receipts, logger });
  const media =
    deps.media &&
    createMedia({
      ...deps.media,
      store,
      url: deps.url,
      token: deps.token,
      clock,
      random,
      makeId,
      backoff: backoffMs,
      logger,
      onDelta: (delta) => feed.add(delta),
      onMove: (transfer) => feed.move(transfer),
      onReady: () => outbox.kick(),
      onRejected: (error) => session()?.close(error),
    });
  const archive =
    deps.disk &&
    createArchive({
      openSnapshot: deps.disk.openSnapshot,
      findFile: (file) => media?.peek(file),
      me: deps.me,
      relay: deps.url,
      client: deps.version,
      read: store.read,
      write: store.write,
      clock,
      logger,
      onDelta: (delta) => feed.add(delta),
      emit: (state) => emitter.emit('archive.changed', state),
      giveWay: (work) => backfill.giveWay(work),
    });
  const presence = createPresence({
    logger,
    onOnline: (body) => emitter.emit('presence.changed', body),
  });
  const onPush = createPushes({
    write: store.write,
    me,
    inbox,
    feed,
    backfill,
    catchUp,
    freshener,
    gaps,
    people,
    receipts,
    reporter,
    presence,
    channels,
    onContradiction: (to) => restoration.contradicted(to),
    drafts,
    onTyping: (body) => emitter.emit('typing.started', body),
    onPacket: (body) => emitter.emit('packet.changed', body),
    logger,
  });

  let features: readonly string[] = [];
  let fileLimits: { readonly maxBytes: number } | undefined;
  let resumed = false;
  let stopped: Promise<void> | undefined;
  const stopping = new AbortController();

  /** Pages that the last run of the client had not pulled when it ended: their heads are on disk and do not come again. */
  async function resumeFreshening(): Promise<void> {
    if (resumed) return;
    resumed = true;
    void freshener.freshen((await store.read.conversations()).map(({ id }) => id));
  }

  async function online(to: RelaySession): Promise<void> {
    await restoration.settle(to);
    receipts.attach(to);
    const heads: ConversationHead[] = await catchUp.run(to);
    if (!to.alive) throw new AppError('offline', 'the link has ended');
    gaps.attach(to);
    outbox.attach(to);
    media?.attach(fileLimits);
    reporter.attach(to);
    flags.attach(to);
    freshener.attach(to);
    presence.attach(to);
    if (features.includes('channels')) channels.attach(to);
    if (features.includes('drafts')) drafts.attach(to);
    people.check();
    const order = eagerOrder(heads);
    const eager = freshener.freshen(order.slice(0, EAGER));
    void freshener.freshen(order.slice(EAGER));
    await resumeFreshening();
    await eager;
    onProgress();
    relearner.learn(to, features);
    backfill.attach(to);
  }

  function tellLost(): void {
    store.read.lostCounts().then(
      (counts) => emitter.emit('lost.changed', counts),
      (error: unknown) => logger.error({ err: error }, 'what was lost could not be read'),
    );
  }

  function offline(): void {
    restoration.detach();
    for (const part of [
      receipts,
      gaps,
      outbox,
      reporter,
      flags,
      freshener,
      presence,
      channels,
      drafts,
      backfill,
    ])
      part.detach();
    media?.detach();
  }

  const loop = createSessionLoop({
    dialer: deps.dialer,
    url: deps.url,
    token: deps.token,
    me,
    version: deps.version,
    clock,
    random,
    logger,
    onHello({ registration, changeWindowMs, receiptPolicy, now, features: named = [], files }) {
      features = named;
      fileLimits = files;
      rules = {
        registration,
        changeWindowMs,
        receiptPolicy,
        clockAheadMs: Math.round(now - clock.now()),
        maxFileBytes: files?.maxBytes ?? 0,
        packets: named.includes('packets'),
      };
      emitter.emit('relay.changed', rules);
    },
    since: () => restoration.since(),
    onResumed: (result) => restoration.resumed(result),
    onState: (state) => emitter.emit('session.changed', state),
    onPush(push, from) {
      // Whatever it tells, `sync.pull` tells once the comparison is done.
      if (!restoration.comparing) onPush(push, from);
    },
    catchUp: online,
    onEnd: offline,
  });

  const storage = createStorageWatch({
    store,
    clock,
    logger,
    feed,
    emit: (state) => emitter.emit('storage.changed', state),
    onRoom: () => loop.nudge(),
    onDamaged: () => deps.onDamaged?.(),
    giveWay: (work) => backfill.giveWay(work),
  });

  const context: HandlerContext = {
    me,
    store,
    clock,
    makeId,
    logger,
    loop,
    session,
    inbox,
    feed,
    history,
    progress,
    backfill,
    freshener,
    outbox,
    media,
    archive,
    disk: deps.disk,
    reindexer,
    reporter,
    flags,
    receipts,
    people,
    presence,
    channels,
    storage,
    drafts,
    relayRules: () => rules,
    tellLost,
  };

  /** Resolves with `work`, or after 2 s: a relay that does not answer must not keep the client from closing. */
  function atMost(work: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const cancelTimer = clock.schedule(STOP_MS, resolve);
      work.then(resolve, resolve).finally(cancelTimer);
    });
  }

  async function stop(): Promise<void> {
    stopping.abort();
    if (archive) await atMost(archive.stop());
    await atMost(reporter.flush());
    loop.stop();
    offline();
    media?.stop();
    people.stop();
    reindexer.stop();
    storage.stop();
    channels.stop();
    progress.stop();
    await atMost(inbox.settled());
    await feed.flush();
    await store.close();
  }

  return {
    handle: {
      ...sessionHandlers(context),
      ...peopleHandlers(context),
      ...conversationHandlers(context),
      ...messageHandlers(context),
      ...messageChangeHandlers(context),
      ...timelineHandlers(context),
      ...presenceHandlers(context),
      ...packetHandlers(context),
      ...accountHandlers(context),
      ...channelHandlers(context),
      ...fileHandlers(context),
      ...storageHandlers(context),
      ...archiveHandlers(context),
      ...lostHandlers(context),
    },
    unread: (conversation) => readUnread(store.read, conversation),
    media,
    archive,
    on: (name, listener) => emitter.on(name, listener),
    start() {
      if (stopped) throw new AppError('cancelled', 'the engine was stopped');
      store.write.putPeople([deps.me]).then(
        (delta) => feed.add(delta),
        (error: unknown) => logger.error({ err: error }, 'the account could not be stored'),
      );
      media?.start().catch((error: unknown) => logger.error({ err: error }, 'files not tidied up'));
      reindexer.start();
      storage.start();
      loop.start();
    },
    async deactivate(password) {
      await requireSession(session).request('account.deactivate', { password });
    },
    nudge: () => loop.nudge(),
    stopping: stopping.signal,
    redial: () => loop.redial(),
    stop: () => (stopped ??= stop()),
  };
}
