import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { isMessage, type TimelineEvent } from '../../shared/model/event.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import { rangeSetHas } from '../../shared/model/range-set.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { isChange } from '../store/change-event.ts';
import type { Store } from '../store/port.ts';
import type { Agreement, Landmark, Stretch } from '../store/rewind-port.ts';
import type { RelaySession } from './relay-session.ts';

/** Conversations that are compared at the same time. */
const PARALLEL = 8;
/** Events of the first look at a conversation: nearly always they agree. */
const FIRST_LOOK = 20;

/** What a look at one stretch of a timeline has shown. */
export type Verdict =
  /** Nothing that could be compared. */
  | { readonly kind: 'unknown' }
  /** The newest seq that is the same here and there, and whether all above it in the stretch is, too. */
  | { readonly kind: 'agrees'; readonly upTo: number; readonly whole: boolean }
  /** Nothing in the stretch is the same. */
  | { readonly kind: 'differs' };

/** Compares what is here of a stretch with what the relay has of it. Changes of messages leave nothing that could be compared. */
export function compareStretch(events: readonly TimelineEvent[], { landmarks, held }: Stretch): Verdict {
  const theirs = new Map(events.map((event) => [event.seq, event]));
  const ours = new Map(landmarks.map((landmark) => [landmark.seq, landmark]));
  const lacking = events.filter(
    (event) => !isChange(event) && rangeSetHas(held, event.seq) && !ours.has(event.seq),
  );
  const others = landmarks.filter((landmark) => !isSame(landmark, theirs.get(landmark.seq)));
  const lowest = Math.min(...[...lacking, ...others].map(({ seq }) => seq));
  const same = landmarks.findLast(({ seq }) => seq < lowest);
  if (same) return { kind: 'agrees', upTo: same.seq, whole: lowest === Infinity };
  return { kind: lowest === Infinity ? 'unknown' : 'differs' };
}

function isSame(ours: Landmark, theirs: TimelineEvent | undefined): boolean {
  if (ours.sender !== theirs?.sender || ours.at !== theirs.at) return false;
  return ours.clientId === null || (isMessage(theirs) && theirs.clientId === ours.clientId);
}

/** Finds out where timelines and the relay's agree. */
export interface Comparison {
  /**
   * Puts the timelines of all conversations back to what the relay has of them (SYN-10). Rejects when the link, the relay or the
   * store fails; what was done by then is done, and doing it again changes nothing.
   */
  rewindAll(session: RelaySession): Promise<void>;
  /** Whether all these are the relay's as they are. Rejects likewise. */
  agree(session: RelaySession, conversations: readonly ConversationId[]): Promise<boolean>;
}

export interface ComparisonDeps {
  readonly store: Store;
  readonly onDelta: (delta: Awaited<ReturnType<Store['write']['rewind']>>['delta']) => void;
  readonly logger: Logger;
}

export function createComparison({ store, onDelta, logger }: ComparisonDeps): Comparison {
  /** The relay's newest events up to `to`; `undefined`: it has no such conversation for this person. */
  async function newest(
    session: RelaySession,
    conversation: ConversationId,
    to: number,
    limit: number,
  ): Promise<readonly TimelineEvent[] | undefined> {
    try {
      return (await session.request('timeline.pull', { conversation, from: 1, to, limit })).events;
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  async function look(
    session: RelaySession,
    conversation: ConversationId,
  ): Promise<Agreement & { readonly whole: boolean }> {
    const head = (await store.read.conversation(conversation))?.headSeq ?? 0;
    let whole = true;
    let limit = FIRST_LOOK;
    for (let to = head; to > 0; limit = LIMITS.pageEvents) {
      const events = await newest(session, conversation, to, limit);
      if (!events) return { conversation, upTo: 0, exists: false, whole: false };
      const first = events[0]?.seq;
      if (first === undefined) break;
      // What the relay has not got so far can only be lost.
      if (to === head && events.at(-1)?.seq !== head) whole = false;
      const verdict = compareStretch(events, await store.read.stretch(conversation, first, to));
      if (verdict.kind === 'agrees') {
        return { conversation, upTo: verdict.upTo, exists: true, whole: whole && verdict.whole };
      }
      if (verdict.kind === 'differs') whole = false;
      to = first - 1;
    }
    const { landmarks } = await store.read.stretch(conversation, 1, head);
    return { conversation, upTo: 0, exists: true, whole: whole && landmarks.length === 0 };
  }

  async function rewind(session: RelaySession, conversation: ConversationId): Promise<void> {
    const agreement = await look(session, conversation);
    for (let more = true; more;) {
      // The next session may have brought more by the time this one's work would be done.
      if (!session.alive) throw new AppError('offline', 'the link has ended');
      const step = await store.write.rewind(agreement);
      onDelta(step.delta);
      more = step.more;
    }
  }

  return {
    async rewindAll(session) {
      // Of what came out of archives the relay knows nothing.
      const ids = (await store.read.knownConversations())
        .filter(({ imported }) => !imported)
        .map(({ id }) => id);
      logger.warn({ conversations: ids.length }, 'the relay was put back to an older state: comparing');
      await inParallel(ids, (id) => rewind(session, id));
      logger.info({ ...(await store.read.lostCounts()) }, 'compared');
    },
    async agree(session, conversations) {
      let all = true;
      await inParallel(conversations, async (id) => {
        if (!(await look(session, id)).whole) all = false;
      });
      return all;
    },
  };
}

async function inParallel<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.values();
  const workers = Array.from({ length: PARALLEL }, async () => {
    for (const one of waiting) await work(one);
  });
  await Promise.all(workers);
}
