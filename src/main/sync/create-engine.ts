import type { Clock, MakeId, Random } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Person } from '../../shared/model/person.ts';
import { createArchive } from '../archive/create-archive.ts';
import { createMedia, type MediaDeps } from '../media/create-media.ts';
import type { Dialer } from '../net/socket.ts';
import type { Store } from '../store/port.ts';
import { createAttachment } from './attachment.ts';
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
import { engineHandlers } from './handlers/engine-handlers.ts';
import { createHistory } from './history.ts';
import { createHistoryProgress } from './history-progress.ts';
import { createInbox } from './inbox.ts';
import { createOutbox } from './outbox.ts';
import { createPeopleDirectory } from './people-directory.ts';
import { createPictures } from './pictures.ts';
import { createPresence } from './presence.ts';
import { createProfileSync } from './profile-sync.ts';
import { createPushes } from './pushes.ts';
import { createReceiptRefresh } from './receipt-refresh.ts';
import { createReindexer } from './reindexer.ts';
import type { RelaySession } from './relay-session.ts';
import { createRelayTerms } from './relay-terms.ts';
import { createRelearner } from './relearner.ts';
import { createReporter } from './reporter.ts';
import { createRestoration } from './restoration.ts';
import { createSessionLoop } from './session-loop.ts';
import { readUnread } from './unread-messages.ts';
import { createStorageWatch } from './storage-watch.ts';
import { requireSession } from './uplink.ts';

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
  /** The account's person is shown otherwise now, by this device or another. */
  readonly onMe?: (me: Person) => void;
  /** The store is damaged: the engine is to be stopped, and made anew with a store opened as suspected. Told once. */
  readonly onDamaged?: () => void;
}

/** Wires the client of one account. Opens nothing until `start`; owns the store and closes it with `stop`. */
export function createEngine(deps: EngineDeps): Engine {
  const { store, clock, random, logger, makeId } = deps;
  const me = deps.me.id;
  const emitter = createEmitter((error) => logger.error({ err: error }, 'a listener has failed'));
  const terms = createRelayTerms({ clock, onRules: (rules) => emitter.emit('relay.changed', rules) });
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
  const profiles = createProfileSync({
    me: deps.me,
    store,
    clock,
    random,
    inbox,
    feed,
    onMe: (now) => deps.onMe?.(now),
    logger,
  });
  const pictures = createPictures({ store, session, logger });
  const receipts = createReceiptRefresh({ write: store.write, clock, inbox, feed, logger });
  const reporter = createReporter({ store, clock, random, logger });
  const flags = createFlagTeller({ store, clock, random, logger });
  const restoration = createRestoration({
    store,
    inbox,
    comparison: createComparison({ store, onDelta: (delta) => feed.add(delta), logger }),
    reporter,
    receipts,
    salvaged: () => storage.salvaged(),
    onLost: () => tellLost(),
    logger,
  });
  const progress = createHistoryProgress({
    read: store.read,
    clock,
    logger,
    emit: (state) => emitter.emit('history.changed', state),
  });
  const onProgress = (): void => progress.note();
  const history = createHistory({ store, me, inbox, feed, receipts, reporter, people, onProgress });
  const backfill = createBackfill({ read: store.read, clock, history, logger });
  const reindexer = createReindexer({ write: store.write, clock, logger, onProgress });
  const freshener = createFreshener({ history, logger });
  const channels = createChannelSync({
    store,
    clock,
    random,
    inbox,
    version: deps.version,
    relayNow: () => clock.now() + (terms.rules()?.clockAheadMs ?? 0),
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
    receiptPolicy: () => terms.rules()?.receiptPolicy ?? null,
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
      for (const { id } of heads) drafts.headChanged(id);
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
      openSource: deps.disk.openSource,
      findFile: (file) => media?.peek(file),
      contents: media?.contents,
      me: deps.me,
      relay: deps.url,
      client: deps.version,
      read: store.read,
      write: store.write,
      clock,
      logger,
      onDelta: (delta) => feed.add(delta),
      onChannels: () => channels.imported(),
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
    history,
    catchUp,
    freshener,
    gaps,
    people,
    profiles,
    receipts,
    reporter,
    presence,
    channels,
    onContradiction: (to) => restoration.contradicted(to),
    drafts,
    onTyping: (body) => emitter.emit('typing.started', body),
    onPacket: (body) => emitter.emit('packet.changed', body),
    onPoints: (body) => emitter.emit('points.changed', body),
    logger,
  });

  const attachment = createAttachment({
    read: store.read,
    terms,
    restoration,
    receipts,
    catchUp,
    gaps,
    outbox,
    media,
    reporter,
    flags,
    freshener,
    presence,
    channels,
    drafts,
    people,
    profiles,
    progress,
    relearner,
    backfill,
  });
  let stopped: Promise<void> | undefined;
  const stopping = new AbortController();

  function tellLost(): void {
    store.read.lostCounts().then(
      (counts) => emitter.emit('lost.changed', counts),
      (error: unknown) => logger.error({ err: error }, 'what was lost could not be read'),
    );
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
    onHello: (hello) => terms.hear(hello),
    since: () => restoration.since(),
    onResumed(result) {
      restoration.resumed(result);
      // A relay that says it is somebody else is left at once.
      if (result.user.id === me) profiles.learnMe(result.user);
    },
    onState: (state) => emitter.emit('session.changed', state),
    onPush(push, from) {
      // Whatever it tells, `sync.pull` tells once the comparison is done.
      if (!restoration.comparing) onPush(push, from);
    },
    catchUp: (to) => attachment.attach(to),
    onEnd: () => attachment.detach(),
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
    profiles,
    presence,
    channels,
    storage,
    drafts,
    relayRules: () => terms.rules(),
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
    attachment.detach();
    media?.stop();
    people.stop();
    pictures.stop();
    reindexer.stop();
    storage.stop();
    channels.stop();
    progress.stop();
    await atMost(inbox.settled());
    await feed.flush();
    await store.close();
  }

  return {
    handle: engineHandlers(context),
    unread: (conversation) => readUnread(store.read, conversation),
    totalUnread: () => store.read.totalUnread(),
    async headSeqs() {
      return new Map((await store.read.knownConversations()).map(({ id, headSeq }) => [id, headSeq]));
    },
    picture: (of, picture) => pictures.get(of, picture),
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
