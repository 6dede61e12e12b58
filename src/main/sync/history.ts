import type { ConversationId } from '../../shared/model/ids.ts';
import { isMessage, type TimelineEvent } from '../../shared/model/event.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { normalizeRanges, type RangeSet, type SeqRange } from '../../shared/model/range-set.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { isChange } from '../store/change-event.ts';
import type { Hole, PageAnchor, Store, StoredPage } from '../store/port.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Inbox } from './inbox.ts';
import { createKeyedLock } from './keyed-lock.ts';
import type { PeopleDirectory } from './people-directory.ts';
import type { ReceiptRefresh } from './receipt-refresh.ts';
import type { RelaySession } from './relay-session.ts';
import type { Reporter } from './reporter.ts';

/**
 * Each round closes a whole pull's worth of holes. So many rounds are run through by thousands of events that are no items,
 * or the relay does not give what it has.
 */
const MAX_ROUNDS = 24;
/** Seqs on either side of what is missing that later rounds bring with it; together a full pull. */
const BESIDE = LIMITS.pageEvents / 2;
/** Pulls for one range; each brings up to 200 events or half a megabyte. */
const MAX_PULLS = 16;
/** Messages of one page that are pulled once more; so many cannot change while one page is on its way. */
const MAX_ANEW = 2 * LIMITS.pageEvents;

/** Brings pages of timelines from the relay to the disk. */
export interface History {
  /**
   * The page with what the relay could add to it; `complete`: nothing within one page of the anchor is missing. Pages of one
   * conversation are pulled one after another, so that nothing is pulled twice. Rejects when the link or the relay fails.
   */
  page(
    session: RelaySession,
    conversation: ConversationId,
    anchor: PageAnchor,
    limit: number,
  ): Promise<{ page: StoredPage; complete: boolean }>;
  /** Brings the newest page to the disk. Rejects when the link or the relay fails. */
  newest(session: RelaySession, conversation: ConversationId, limit: number): Promise<void>;
  /** Brings these to the disk, wherever in the timeline they are. Rejects when the link or the relay fails. */
  messages(session: RelaySession, conversation: ConversationId, seqs: readonly number[]): Promise<void>;
  /** Brings these as they are now, though they are on disk. Rejects when the link or the relay fails. */
  anew(session: RelaySession, conversation: ConversationId, seqs: readonly number[]): Promise<void>;
  /**
   * These were pushed, and are about to be applied. A pull that was asked before them may be answered after them by how it was
   * before: then what they change is not on disk yet when they are applied, and is pulled once more.
   */
  pushed(events: readonly TimelineEvent[]): void;
  /** Brings the newest pull's worth of a hole; whether the relay gave any of it. Rejects when the link or the relay fails. */
  hole(session: RelaySession, hole: Hole): Promise<boolean>;
}

export interface HistoryDeps {
  readonly store: Store;
  readonly me: UserId;
  readonly inbox: Inbox;
  readonly feed: ChangeFeed;
  readonly receipts: ReceiptRefresh;
  readonly reporter: Reporter;
  readonly people: PeopleDirectory;
  /** More is on disk. */
  readonly onProgress: () => void;
}

/** A pull under way. */
interface OpenPull {
  readonly conversation: ConversationId;
  readonly from: number;
  readonly to: number;
  /** The newest change that was pushed since it was asked, by the message it changes. */
  readonly changes: Map<number, number>;
}

export function createHistory(deps: HistoryDeps): History {
  const { store, me, inbox, feed, receipts, reporter, people, onProgress } = deps;
  const lock = createKeyedLock<ConversationId>();
  const open = new Set<OpenPull>();

  /** One question; `stale` are the messages in its answer that had changed by the time it came. */
  async function pullOnce(
    session: RelaySession,
    conversation: ConversationId,
    from: number,
    to: number,
  ): Promise<{ events: readonly TimelineEvent[]; stale: readonly number[] }> {
    const pull: OpenPull = { conversation, from, to, changes: new Map() };
    open.add(pull);
    try {
      let applied: Promise<void> = Promise.resolve();
      const { events } = await session.request(
        'timeline.pull',
        { conversation, from, to, limit: LIMITS.pageEvents },
        {
          // A change that is pushed after this page must find the message it changes.
          inOrder: (page) => {
            applied = inbox.add(async () =>
              feed.add(await store.write.applyPage(conversation, from, to, page.events)),
            );
          },
        },
      );
      await applied;
      onProgress();
      const stale = events.filter(
        (event) => isMessage(event) && (pull.changes.get(event.seq) ?? 0) > (event.revision ?? 0),
      );
      return { events, stale: stale.map(({ seq }) => seq) };
    } finally {
      open.delete(pull);
    }
  }

  /** Newest first: what the reader looks at comes before what led to it. */
  async function pull(
    session: RelaySession,
    conversation: ConversationId,
    range: SeqRange,
    maxPulls = MAX_PULLS,
  ): Promise<void> {
    const [from] = range;
    let to = range[1];
    for (let pulls = 0; to >= from && pulls < maxPulls; pulls++) {
      const { events, stale } = await pullOnce(session, conversation, from, to);
      const again = [...stale];
      for (
        let seq = again.shift(), tries = 0;
        seq !== undefined && tries < MAX_ANEW;
        seq = again.shift(), tries++
      )
        again.push(...(await pullOnce(session, conversation, seq, seq)).stale);
      const mine = events.filter((event) => isMessage(event) && event.sender === me);
      receipts.want(
        conversation,
        mine.map(({ seq }) => seq),
      );
      const first = events[0];
      if (!first) return;
      to = first.seq - 1;
    }
  }

  async function fill<T extends Pick<StoredPage, 'missing'>>(
    session: RelaySession,
    conversation: ConversationId,
    read: () => Promise<T>,
  ): Promise<{ page: T; complete: boolean }> {
    let page = await read();
    for (let round = 0; page.missing.length > 0 && round < MAX_ROUNDS; round++) {
      // The first round brings what would do if all of it were items.
      const ranges = round === 0 ? page.missing : await widened(conversation, page.missing);
      for (const range of ranges.toReversed()) await pull(session, conversation, range);
      page = await read();
      reporter.stored(conversation);
      people.check();
    }
    return { page, complete: page.missing.length === 0 };
  }

  /** Events that are no items may be many: what is beside the missing ones comes with them. */
  async function widened(conversation: ConversationId, missing: RangeSet): Promise<RangeSet> {
    const ranges: RangeSet[] = [];
    for (const [from, to] of missing)
      ranges.push(await store.read.missing(conversation, Math.max(1, from - BESIDE), to + BESIDE));
    return normalizeRanges(ranges.flat());
  }

  async function bring(
    session: RelaySession,
    conversation: ConversationId,
    seqs: readonly number[],
  ): Promise<void> {
    for (const [from, to] of normalizeRanges(seqs.map((seq) => [seq, seq] as const)))
      for (const range of await store.read.missing(conversation, from, to))
        await pull(session, conversation, range);
    people.check();
  }

  async function bringHole(session: RelaySession, { conversation, from, to }: Hole): Promise<boolean> {
    const newest = (await store.read.missing(conversation, from, to)).at(-1);
    if (!newest) return true;
    await pull(session, conversation, newest, 1);
    reporter.stored(conversation);
    people.check();
    return (await store.read.missing(conversation, from, to)).at(-1)?.[1] !== newest[1];
  }

  function pushed(events: readonly TimelineEvent[]): void {
    if (open.size === 0) return;
    for (const event of events) {
      if (!isChange(event)) continue;
      const { conversation, target, seq } = event;
      for (const pull of open)
        if (pull.conversation === conversation && pull.from <= target && target <= pull.to)
          pull.changes.set(target, seq);
    }
  }

  return {
    pushed,
    hole: (session, hole) => lock.run(hole.conversation, () => bringHole(session, hole)),
    page: (session, conversation, anchor, limit) =>
      lock.run(conversation, () =>
        fill(session, conversation, () => store.read.page(conversation, anchor, limit)),
      ),
    newest: (session, conversation, limit) =>
      lock.run(conversation, async () => {
        await fill(session, conversation, async () => ({
          missing: await store.read.newestMissing(conversation, limit),
        }));
      }),
    anew: (session, conversation, seqs) =>
      lock.run(conversation, async () => {
        for (const range of normalizeRanges(seqs.map((seq) => [seq, seq] as const)))
          await pull(session, conversation, range);
        people.check();
      }),
    messages: (session, conversation, seqs) =>
      lock.run(conversation, () => bring(session, conversation, seqs)),
  };
}
