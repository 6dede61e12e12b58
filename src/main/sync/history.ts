import type { ConversationId } from '../../shared/model/ids.ts';
import { isMessage } from '../../shared/model/event.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { SeqRange } from '../../shared/model/range-set.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { PageAnchor, Store, StoredPage } from '../store/port.ts';
import type { ChangeFeed } from './change-feed.ts';
import { createKeyedLock } from './keyed-lock.ts';
import type { PeopleDirectory } from './people-directory.ts';
import type { ReceiptRefresh } from './receipt-refresh.ts';
import type { RelaySession } from './relay-session.ts';
import type { Reporter } from './reporter.ts';

/** Each round closes at least one page of holes, so more rounds than this mean that the relay does not give what it has. */
const MAX_ROUNDS = 4;
/** Pulls for one range; each brings up to 200 events or half a megabyte. */
const MAX_PULLS = 16;

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
}

export interface HistoryDeps {
  readonly store: Store;
  readonly me: UserId;
  readonly feed: ChangeFeed;
  readonly receipts: ReceiptRefresh;
  readonly reporter: Reporter;
  readonly people: PeopleDirectory;
}

export function createHistory({ store, me, feed, receipts, reporter, people }: HistoryDeps): History {
  const lock = createKeyedLock<ConversationId>();

  /** Newest first: what the reader looks at comes before what led to it. */
  async function pull(session: RelaySession, conversation: ConversationId, range: SeqRange): Promise<void> {
    const [from] = range;
    let to = range[1];
    for (let pulls = 0; to >= from && pulls < MAX_PULLS; pulls++) {
      const { events } = await session.request('timeline.pull', {
        conversation,
        from,
        to,
        limit: LIMITS.pageEvents,
      });
      feed.add(await store.write.applyPage(conversation, from, to, events));
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

  async function fill(
    session: RelaySession,
    conversation: ConversationId,
    anchor: PageAnchor,
    limit: number,
  ): Promise<{ page: StoredPage; complete: boolean }> {
    let page = await store.read.page(conversation, anchor, limit);
    for (let round = 0; page.missing.length > 0 && round < MAX_ROUNDS; round++) {
      for (const range of page.missing.toReversed()) await pull(session, conversation, range);
      page = await store.read.page(conversation, anchor, limit);
      reporter.stored(conversation);
      people.check();
    }
    return { page, complete: page.missing.length === 0 };
  }

  return {
    page: (session, conversation, anchor, limit) =>
      lock.run(conversation, () => fill(session, conversation, anchor, limit)),
  };
}
