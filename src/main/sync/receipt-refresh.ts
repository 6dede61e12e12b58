import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import { normalizeRanges, type RangeSet, rangeSetHas, unionRanges } from '../../shared/model/range-set.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { WritableStore } from '../store/port.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Inbox } from './inbox.ts';
import type { RelaySession } from './relay-session.ts';
import { isLinkFailure } from './uplink.ts';

type Questions = { readonly conversation: ConversationId; readonly seqs: number[] }[];

const GATHER_MS = 100;
/** Between two questions: who writes much learns the numbers of what they wrote together. */
const INTERVAL_MS = 1_000;
const MAX_WANTED = 10_000;

/**
 * Asks the relay for the counts of my messages, many in one request. Once asked, a message is current for the rest of the
 * session, because the relay pushes what changes (RCP-6); so each is asked at most once a session.
 */
export interface ReceiptRefresh {
  /** Seqs of my messages. Beyond 10,000 waiting ones the rest is asked when it is looked at again. */
  want(conversation: ConversationId, seqs: readonly number[]): void;
  /** The relay may have left out what it pushes of this conversation: its messages can be wanted anew. */
  renew(conversation: ConversationId): void;
  /**
   * Asks for all that is wanted, now; resolves when the counts are stored, those on their way already among them. Rejects when
   * the link fails.
   */
  flush(): Promise<void>;
  /** Nothing of it is wanted any more: the messages may be others than those that were meant. */
  forget(): void;
  /** Nothing is wanted, and nothing on its way: a position that is stored now leaves no count behind. */
  readonly idle: boolean;
  attach(session: RelaySession): void;
  /** What has no answer yet is asked in the next session. */
  detach(): void;
}

export interface ReceiptRefreshDeps {
  readonly write: Pick<WritableStore, 'applyReceipts'>;
  readonly clock: Clock;
  readonly inbox: Inbox;
  readonly feed: Pick<ChangeFeed, 'add'>;
  readonly logger: Logger;
}

export function createReceiptRefresh(deps: ReceiptRefreshDeps): ReceiptRefresh {
  const { write, clock, inbox, feed, logger } = deps;
  const wanted = new Map<ConversationId, Set<number>>();
  const current = new Map<ConversationId, RangeSet>();
  const asking = new Set<Promise<void>>();
  let size = 0;
  let session: RelaySession | undefined;
  let cancelTimer: (() => void) | undefined;
  let askedAt = -Infinity;

  function arm(): void {
    const rest = askedAt + INTERVAL_MS - clock.monotonic();
    cancelTimer ??= clock.schedule(Math.max(GATHER_MS, rest), gathered);
  }

  function want(conversation: ConversationId, seqs: readonly number[]): void {
    const known = current.get(conversation) ?? [];
    const waiting = wanted.get(conversation) ?? new Set();
    for (const seq of seqs) {
      if (size >= MAX_WANTED || waiting.has(seq) || rangeSetHas(known, seq)) continue;
      waiting.add(seq);
      size += 1;
    }
    if (waiting.size === 0) return;
    wanted.set(conversation, waiting);
    if (session) arm();
  }

  function gathered(): void {
    cancelTimer = undefined;
    flush().catch((error: unknown) => {
      if (!isLinkFailure(error)) logger.warn({ err: error }, 'receipt counts could not be asked');
    });
  }

  /** Takes one request's worth out of what is wanted. */
  function takeBatch(): Questions {
    const messages: Questions = [];
    let room: number = LIMITS.countsMessages;
    for (const [conversation, waiting] of wanted) {
      const seqs = [...waiting].slice(0, room);
      if (seqs.length === waiting.size) wanted.delete(conversation);
      else for (const seq of seqs) waiting.delete(seq);
      messages.push({ conversation, seqs });
      room -= seqs.length;
      size -= seqs.length;
      if (room === 0 || messages.length === LIMITS.reportConversations) break;
    }
    return messages;
  }

  async function ask(from: RelaySession, messages: Questions): Promise<void> {
    askedAt = clock.monotonic();
    // Before the reply, not after it: what is wanted again from now on is pushed from now on.
    for (const { conversation, seqs } of messages) {
      const asked = normalizeRanges(seqs.map((seq) => [seq, seq] as const));
      current.set(conversation, unionRanges(current.get(conversation) ?? [], asked));
    }
    let applied: Promise<void> = Promise.resolve();
    await from.request(
      'receipt.counts',
      { messages },
      {
        inOrder: ({ receipts }) => {
          applied = inbox.add(async () => {
            for (const { conversation, counts } of receipts) {
              feed.add(await write.applyReceipts(conversation, counts));
            }
          });
        },
      },
    );
    await applied;
  }

  async function askBatch(from: RelaySession): Promise<void> {
    const messages = takeBatch();
    try {
      await ask(from, messages);
    } catch (error) {
      if (isLinkFailure(error)) {
        for (const { conversation } of messages) current.delete(conversation);
        for (const { conversation, seqs } of messages) want(conversation, seqs);
      }
      throw error;
    }
  }

  async function flush(): Promise<void> {
    const before = [...asking];
    while (session && wanted.size > 0) {
      const asked = askBatch(session);
      asking.add(asked);
      await asked.finally(() => asking.delete(asked));
    }
    await Promise.all(before);
  }

  return {
    want,
    renew: (conversation) => void current.delete(conversation),
    flush,
    forget() {
      wanted.clear();
      size = 0;
    },
    get idle() {
      return wanted.size === 0 && asking.size === 0;
    },
    attach(next) {
      session = next;
      askedAt = -Infinity;
      current.clear();
      if (wanted.size > 0) arm();
    },
    detach() {
      session = undefined;
      cancelTimer?.();
      cancelTimer = undefined;
    },
  };
}
