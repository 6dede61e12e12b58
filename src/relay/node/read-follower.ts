import type { Clock } from '../../shared/clock.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import { intersectRanges, type RangeSet, subtractRanges, unionRanges } from '../../shared/model/range-set.ts';
import { MAX_NOTICE_RANGES, MAX_NOTICE_REPORTS, type Notice } from '../cluster/notice.ts';
import type { HandlerContext } from '../handlers/context.ts';
import type { ReportCommit } from '../handlers/peers.ts';
import type { NodeStorage } from '../storage/node-port.ts';
import { InTurn } from './in-turn.ts';
import type { TimelineFollower } from './timeline-follower.ts';

/** How long reports of one conversation are gathered before other nodes hear of them. ms. */
const GATHER_MS = 50;

type ReadsNotice = Extract<Notice, { readonly kind: 'reads' }>;

interface Gathered {
  readonly users: Set<UserId>;
  readonly positions: Set<number>;
  readonly covered: Set<number>;
  ranges: RangeSet;
}

function nothingGathered(): Gathered {
  return { users: new Set(), positions: new Set(), covered: new Set(), ranges: [] };
}

/** Tells other nodes who has read, many at once. */
export class ReadTeller {
  readonly #announce: (notice: Notice) => void;
  readonly #clock: Clock;
  readonly #gathered = new Map<ConversationId, Gathered>();
  #cancel: (() => void) | undefined;

  constructor(announce: (notice: Notice) => void, clock: Clock) {
    this.#announce = announce;
    this.#clock = clock;
  }

  /** Without a commit: perhaps they were told of before. */
  add(conversation: ConversationId, user: UserId, ranges: RangeSet, commit?: ReportCommit): void {
    const gathered = this.#gathered.get(conversation) ?? nothingGathered();
    this.#gathered.set(conversation, gathered);
    gathered.users.add(user);
    if (commit) gathered.positions.add(commit.position);
    // One report of a person after the other is told of by the same notice.
    if (commit && !gathered.positions.has(commit.covered)) gathered.covered.add(commit.covered);
    gathered.ranges = unionRanges(gathered.ranges, ranges);
    if (Math.max(gathered.positions.size, gathered.users.size) >= MAX_NOTICE_REPORTS) this.flush();
    else this.#cancel ??= this.#clock.schedule(GATHER_MS, () => this.flush());
  }

  /** Tells what is gathered now. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const all = [...this.#gathered];
    this.#gathered.clear();
    for (const [conversation, { users, positions, covered, ranges }] of all) {
      this.#announce({
        kind: 'reads',
        conversation,
        users: [...users],
        positions: [...positions],
        covered: [...covered],
        ranges: fewRanges(ranges),
      });
    }
  }
}

/** At most MAX_NOTICE_RANGES ranges that hold all of these: the oldest holes are closed. */
function fewRanges(ranges: RangeSet): [number, number][] {
  const excess = ranges.length - MAX_NOTICE_RANGES;
  const first = ranges[0];
  const last = ranges[excess];
  const few: RangeSet =
    excess > 0 && first && last ? [[first[0], last[1]], ...ranges.slice(excess + 1)] : ranges;
  return few.map(([from, to]) => [from, to]);
}

/** Keeps receipts here equal to what is reported at other nodes, and tells the people here. */
export class ReadFollower {
  readonly #context: HandlerContext;
  readonly #storage: NodeStorage;
  readonly #timelines: TimelineFollower;
  readonly #turns = new InTurn<ConversationId>();

  constructor(context: HandlerContext, storage: NodeStorage, timelines: TimelineFollower) {
    this.#context = context;
    this.#storage = storage;
    this.#timelines = timelines;
  }

  heard(notice: Pick<ReadsNotice, 'conversation' | 'users'> & { readonly ranges: RangeSet }): Promise<void> {
    return this.#turns.run(notice.conversation, () => this.#follow(notice));
  }

  async #follow({ conversation, users, ranges }: Parameters<ReadFollower['heard']>[0]): Promise<void> {
    const { conversations, receipts, publisher } = this.#context;
    const reports = await this.#storage.memberReports(conversation, users);
    // Somebody may have read what this node has not heard of yet.
    const newest = reports.reduce((seq, { read }) => Math.max(seq, read.at(-1)?.[1] ?? 0), 0);
    if ((conversations.peek(conversation)?.headSeq ?? newest) < newest) {
      await this.#timelines.heard(conversation, newest);
    }
    await conversations.use(conversation, (state) => {
      if (!state) return;
      for (const { user, headSeq, delivered, read, hidden, unread } of reports) {
        // What was read at this node since has been told with its own report.
        const isOlder = state.hasReadBeyond(user, read);
        state.setDelivered(user, delivered);
        const fresh = state.addReads(user, read);
        if (state.kind === 'direct') state.setHidden(user, hidden);
        const news = unionRanges(fresh, intersectRanges(ranges, read));
        receipts.add(conversation, subtractRanges(news, hidden));
        if (!isOlder) publisher.toUser(user, 'read.updated', { conversation, headSeq, read, unread });
      }
    });
  }
}
