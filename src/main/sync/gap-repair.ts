import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ConversationHead } from '../../shared/model/conversation.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import type { ReadableStore } from '../store/port.ts';
import type { CatchUp } from './catch-up.ts';
import type { RelaySession } from './relay-session.ts';
import { isLinkFailure } from './uplink.ts';

/** Lets what is on its way, a head above all, close the gap by itself, and gathers gaps into one question. */
const GATHER_MS = 100;
const MAX_GAPS = 1_000;
/** Questions that close no gap mean that this connection does not tell the truth. */
const MAX_ROUNDS = 3;

/** Closes gaps (SYN-5): one `sync.pull` for all of them, however many pushes did not fit. */
export interface GapRepair {
  /** A pushed event could not be applied. */
  found(conversation: ConversationId, seq: number): void;
  /** The relay has left pushes out (SYN-7): one question, also when no event is missing. */
  noticed(): void;
  /** Whether a gap is open: no position may be stored meanwhile. */
  open(): boolean;
  attach(session: RelaySession): void;
  /** The next session's catch-up closes what is open. */
  detach(): void;
}

export interface GapRepairDeps {
  readonly read: Pick<ReadableStore, 'conversationsById'>;
  readonly clock: Clock;
  readonly catchUp: CatchUp;
  readonly logger: Logger;
  /** New heads are on disk, their newest pages perhaps not. */
  readonly onHeads: (heads: readonly ConversationHead[]) => void;
}

export function createGapRepair({ read, clock, catchUp, logger, onHeads }: GapRepairDeps): GapRepair {
  /** The newest seq that did not fit. */
  const gaps = new Map<ConversationId, number>();
  let session: RelaySession | undefined;
  let cancelTimer: (() => void) | undefined;
  let repairing = false;
  let rounds = 0;
  /** Something was left out that no missing seq tells of. */
  let behind = false;

  async function forgetClosed(): Promise<void> {
    for (const { id, headSeq } of await read.conversationsById([...gaps.keys()])) {
      const seq = gaps.get(id);
      if (seq !== undefined && headSeq >= seq) gaps.delete(id);
    }
  }

  async function repair(from: RelaySession): Promise<void> {
    await forgetClosed();
    if (gaps.size === 0 && !behind) return;
    behind = false;
    if (rounds >= MAX_ROUNDS) throw new AppError('bad_frame', 'gaps that cannot be closed');
    rounds += 1;
    logger.info({ gaps: gaps.size, rounds }, 'asking for what was missed');
    onHeads(await catchUp.run(from));
    await forgetClosed();
  }

  function run(): void {
    cancelTimer = undefined;
    const from = session;
    if (!from || repairing) return;
    repairing = true;
    repair(from)
      .catch((error: unknown) => {
        if (!isLinkFailure(error)) logger.warn({ err: error }, 'a gap could not be repaired');
        from.close(AppError.from(error));
      })
      .finally(() => {
        repairing = false;
        if (gaps.size === 0) rounds = 0;
        if (gaps.size > 0 || behind) schedule();
      });
  }

  function schedule(): void {
    if (session && !repairing) cancelTimer ??= clock.schedule(GATHER_MS, run);
  }

  return {
    found(conversation, seq) {
      gaps.set(conversation, Math.max(seq, gaps.get(conversation) ?? 0));
      if (gaps.size > MAX_GAPS) session?.close(new AppError('busy', 'too many gaps'));
      schedule();
    },
    noticed() {
      behind = true;
      schedule();
    },
    open: () => gaps.size > 0 || behind,
    attach(next) {
      session = next;
      rounds = 0;
      if (gaps.size > 0 || behind) schedule();
    },
    detach() {
      session = undefined;
      gaps.clear();
      behind = false;
      cancelTimer?.();
      cancelTimer = undefined;
    },
  };
}
