import type { Clock, Random } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ClientId, ConversationId } from '../../shared/model/ids.ts';
import type { OutboxEntry, Store } from '../store/port.ts';
import { backoffMs } from './backoff.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { ReceiptRefresh } from './receipt-refresh.ts';
import type { RelaySession } from './relay-session.ts';
import { isDiskFailure } from './storage-watch.ts';
import { isLinkFailure } from './uplink.ts';

/** Conversations that send at the same time. */
const MAX_PARALLEL = 8;
/** Conversations looked at: those whose first message is refused for now are among them. */
const PAGE = 200;
/** After so many temporary refusals by the relay itself the message fails, its text kept, and the next one has its turn. */
const MAX_REFUSALS = 8;

/**
 * Sends what is queued in the store: in each conversation strictly in order, one message at a time; a message is sent again,
 * with the same client id, until the relay has answered. One whose files are being uploaded has the next ones wait; one that
 * the user holds back lets them pass. It keeps nothing that a restart could lose.
 */
export interface Outbox {
  attach(session: RelaySession): void;
  detach(): void;
  /** Something was queued. */
  kick(): void;
  /** Runs `work` while this message is not on its way and cannot get on it. */
  withhold<T>(clientId: ClientId, work: () => Promise<T>): Promise<T>;
}

export interface OutboxDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly feed: ChangeFeed;
  readonly receipts: ReceiptRefresh;
  readonly logger: Logger;
}

interface Refused {
  readonly clientId: ClientId;
  readonly times: number;
  /** `undefined`: the wait is over. */
  cancelTimer: (() => void) | undefined;
}

export function createOutbox({ store, clock, random, feed, receipts, logger }: OutboxDeps): Outbox {
  const sending = new Map<ConversationId, { readonly clientId: ClientId; readonly done: Promise<void> }>();
  const refused = new Map<ConversationId, Refused>();
  const withheld = new Set<ClientId>();
  let session: RelaySession | undefined;
  let reading = false;
  let stale = false;

  function kick(): void {
    if (reading) {
      stale = true;
      return;
    }
    if (!session?.alive) return;
    reading = true;
    readAndStart()
      .catch((error: unknown) => {
        if (!isLinkFailure(error)) logger.error({ err: error }, 'the outbox could not be read');
      })
      .finally(() => {
        reading = false;
      });
  }

  async function readAndStart(): Promise<void> {
    do {
      stale = false;
      const entries = await store.read.toSend(PAGE);
      // What was sent while it was read may be among the entries.
      if (!isStale()) startAll(entries);
    } while (isStale());
  }

  function isStale(): boolean {
    return stale;
  }

  function startAll(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) {
      const { conversation, clientId } = entry;
      if (!session?.alive || sending.size >= MAX_PARALLEL) return;
      if (sending.has(conversation) || withheld.has(clientId) || refused.get(conversation)?.cancelTimer)
        continue;
      const done = send(entry, session).finally(() => {
        sending.delete(conversation);
        kick();
      });
      sending.set(conversation, { clientId, done });
    }
  }

  /** Never rejects. */
  async function send(entry: OutboxEntry, to: RelaySession): Promise<void> {
    const { conversation, clientId } = entry;
    try {
      const { seq, at } = await to.request('message.send', entry);
      feed.add(await store.write.confirmSent(clientId, seq, at));
      refused.delete(conversation);
      receipts.want(conversation, [seq]);
    } catch (error) {
      await failed(conversation, clientId, AppError.from(error), to).catch((again: unknown) =>
        logger.error({ err: again, conversation, clientId }, 'a failed send could not be noted'),
      );
    }
  }

  async function failed(
    conversation: ConversationId,
    clientId: ClientId,
    error: AppError,
    by: RelaySession,
  ): Promise<void> {
    // The next session sends it again.
    if (isLinkFailure(error) || !by.alive) return;
    if (isDiskFailure(error)) {
      // It is the disk that refuses to note what the relay has said. The next session begins when it does again.
      by.close(error);
      return;
    }
    if (error.retry === 'reauth') {
      by.close(error);
      return;
    }
    const before = refused.get(conversation);
    const times = (before?.clientId === clientId ? before.times : 0) + 1;
    logger.warn({ conversation, clientId, error: error.code, times }, 'a message was refused');
    // Sending too fast is no fault of the message: it waits as long as it takes, at most 30 s between two attempts.
    const isHopeless = error.code !== 'rate_limited' && times > MAX_REFUSALS;
    if (error.retry === 'never' || isHopeless) {
      refused.delete(conversation);
      feed.add(await store.write.failSend(clientId, error.code));
      return;
    }
    const cancelTimer = clock.schedule(backoffMs(times, random, error.retryAfterMs), () => {
      const entry = refused.get(conversation);
      if (entry) entry.cancelTimer = undefined;
      kick();
    });
    refused.set(conversation, { clientId, times, cancelTimer });
  }

  return {
    attach(next) {
      session = next;
      kick();
    },
    detach() {
      session = undefined;
      for (const { cancelTimer } of refused.values()) cancelTimer?.();
      refused.clear();
    },
    kick,
    async withhold(clientId, work) {
      withheld.add(clientId);
      try {
        for (const entry of sending.values()) if (entry.clientId === clientId) await entry.done;
        return await work();
      } finally {
        withheld.delete(clientId);
        kick();
      }
    },
  };
}
