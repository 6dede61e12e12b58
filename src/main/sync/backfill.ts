import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import type { Hole, ReadableStore } from '../store/port.ts';
import type { History } from './history.ts';
import type { RelaySession } from './relay-session.ts';
import { isLinkFailure } from './uplink.ts';

/** Between two pages of old history, and at least as long as the page has taken: the rest of the time is everybody else's. */
const PAUSE_MS = 100;
/** Between two pages of what lies above things on disk, which may be wrong until then. */
const SHORT_PAUSE_MS = 10;
/** More live events than this within a second are traffic that old history gives way to. */
const BUSY_EVENTS = 50;
const BUSY_MS = 1_000;
/** Conversations that the relay gives nothing of are left for the next session. */
const MAX_SKIPPED = 100;

/**
 * Brings what is missing of all conversations to the disk, page by page, so that search covers everything: first what lies
 * above something on disk, because edits and recalls of it may be in there; then old history, newest first. It keeps nothing
 * in memory that a restart could lose. One page at a time, at most ten a second; not while the user waits for a page, and
 * old history not while many live events come in.
 */
export interface Backfill {
  /** There may be something to bring. */
  check(): void;
  /** So many live events have come. */
  traffic(events: number): void;
  /** Nothing is brought while this runs. */
  giveWay<T>(work: () => Promise<T>): Promise<T>;
  attach(session: RelaySession): void;
  detach(): void;
}

export interface BackfillDeps {
  readonly read: Pick<ReadableStore, 'holes'>;
  readonly clock: Clock;
  readonly history: Pick<History, 'hole'>;
  readonly logger: Logger;
}

export function createBackfill({ read, clock, history, logger }: BackfillDeps): Backfill {
  const skipped = new Set<ConversationId>();
  let session: RelaySession | undefined;
  let cancelTimer: (() => void) | undefined;
  let running = false;
  let again = false;
  let users = 0;
  let quietAt = -Infinity;
  let window = { since: -Infinity, events: 0 };

  async function next(): Promise<Hole | undefined> {
    const holes = await read.holes(MAX_SKIPPED + 1);
    return holes.find(({ conversation }) => !skipped.has(conversation));
  }

  /** Resolves with how long to wait for the next page; `undefined`: there is nothing more to bring. */
  async function bring(from: RelaySession): Promise<number | undefined> {
    const hole = await next();
    if (!hole || users > 0) return undefined;
    const now = clock.monotonic();
    if (!hole.inside && now < quietAt) return quietAt - now;
    try {
      if (!(await history.hole(from, hole))) skip(hole.conversation);
    } catch (error) {
      if (isLinkFailure(error)) return undefined;
      logger.warn({ err: error, conversation: hole.conversation }, 'history could not be pulled');
      skip(hole.conversation);
    }
    return hole.inside ? SHORT_PAUSE_MS : Math.max(PAUSE_MS, clock.monotonic() - now);
  }

  function skip(conversation: ConversationId): void {
    if (skipped.size < MAX_SKIPPED) skipped.add(conversation);
    else session = undefined;
  }

  function run(): void {
    cancelTimer = undefined;
    const from = session;
    if (!from?.alive || running || users > 0) return;
    running = true;
    again = false;
    bring(from)
      .then((pause) => {
        running = false;
        if (pause !== undefined || again) plan(pause ?? PAUSE_MS);
      })
      .catch((error: unknown) => {
        running = false;
        if (!isLinkFailure(error)) logger.error({ err: error }, 'history could not be brought');
      });
  }

  function plan(ms: number): void {
    if (running) again = true;
    else if (session) cancelTimer ??= clock.schedule(ms, run);
  }

  return {
    check: () => plan(SHORT_PAUSE_MS),
    traffic(events) {
      const now = clock.monotonic();
      if (now - window.since >= BUSY_MS) window = { since: now, events: 0 };
      window.events += events;
      if (window.events > BUSY_EVENTS) quietAt = now + BUSY_MS;
    },
    async giveWay(work) {
      users += 1;
      try {
        return await work();
      } finally {
        users -= 1;
        if (users === 0) plan(PAUSE_MS);
      }
    },
    attach(to) {
      session = to;
      skipped.clear();
      plan(PAUSE_MS);
    },
    detach() {
      session = undefined;
      cancelTimer?.();
      cancelTimer = undefined;
    },
  };
}
