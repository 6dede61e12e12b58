import type { Clock, Random } from '../../shared/clock.ts';
import type { ConversationHead } from '../../shared/model/conversation.ts';
import type { ConversationId } from '../../shared/model/ids.ts';

export type ReportPacing = ConversationHead['report'];

/** Of a conversation whose pacing nobody knows: a small group's. */
export const DEFAULT_PACING: ReportPacing = { messages: 10, withinMs: 1_000 };
/** After a pause, what was read is told as soon as this … */
const PROMPT_READ_MS = 300;
/** … and in a large group within this part of its delay, each member at a moment of their own. */
const PROMPT_PART = 1 / 4;
const MAX_JITTER = 0.2;
const MAX_CONVERSATIONS = 1_000;

interface Known {
  readonly pacing: ReportPacing;
  /** Monotonic; when it was taken last. */
  readonly takenAt: number;
}

interface Due {
  /** Monotonic. */
  at: number;
  /** Stored messages until it is due at once. */
  left: number;
}

/**
 * When to report which conversation (RCP-9): after so many messages or milliseconds as its head says, each up to 20 % sooner,
 * so that the members of a large group do not report at the same moment. What is read after a pause as long as that is told
 * sooner: only a busy group costs its senders time.
 */
export interface ReportPlan {
  learn(conversation: ConversationId, pacing: ReportPacing): void;
  /** Whether its pacing has been learnt; the pacing of the last 1,000 conversations is kept. */
  knows(conversation: ConversationId): boolean;
  note(conversation: ConversationId, what: 'stored' | 'shown'): void;
  /** Everything is due within `ms`, whatever was noted. */
  everything(ms: number): void;
  /** What is due now; it is planned no longer. */
  take(): ReadonlySet<ConversationId> | 'all';
  /** Goes on after a `take`: calls `onDue` when the next is due. */
  resume(): void;
  /** Forgets what is planned, not the pacing. */
  clear(): void;
}

export interface ReportPlanDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly onDue: () => void;
}

export function createReportPlan({ clock, random, onDue }: ReportPlanDeps): ReportPlan {
  const known = new Map<ConversationId, Known>();
  const due = new Map<ConversationId, Due>();
  let allAt = Infinity;
  let timer: { readonly at: number; readonly cancel: () => void } | undefined;

  const jittered = (value: number): number => Math.ceil(value * (1 - MAX_JITTER * random()));

  /** Puts it last among those that are forgotten when there are too many. */
  function keep(conversation: ConversationId, one: Known): void {
    known.delete(conversation);
    known.set(conversation, one);
    if (known.size <= MAX_CONVERSATIONS) return;
    const [oldest] = known.keys();
    if (oldest) known.delete(oldest);
  }

  function taken(conversation: ConversationId, takenAt: number): void {
    due.delete(conversation);
    keep(conversation, { pacing: known.get(conversation)?.pacing ?? DEFAULT_PACING, takenAt });
  }

  function readDueAt(now: number, withinMs: number, takenAt: number): number {
    const soonest = PROMPT_READ_MS * (1 - MAX_JITTER);
    const latest = Math.max(PROMPT_READ_MS, withinMs * PROMPT_PART);
    return Math.ceil(Math.max(now + soonest + (latest - soonest) * random(), takenAt + jittered(withinMs)));
  }

  function nextAt(): number {
    let next = allAt;
    for (const { at } of due.values()) next = Math.min(next, at);
    return next;
  }

  /** Something is due then, and maybe nothing before. */
  function wakeBy(at: number): void {
    if (at === Infinity || (timer && timer.at <= at)) return;
    timer?.cancel();
    const cancel = clock.schedule(Math.max(0, at - clock.monotonic()), () => {
      timer = undefined;
      onDue();
    });
    timer = { at, cancel };
  }

  const resume = (): void => wakeBy(nextAt());

  return {
    learn(conversation, pacing) {
      keep(conversation, { pacing, takenAt: known.get(conversation)?.takenAt ?? -Infinity });
    },
    knows: (conversation) => known.has(conversation),
    note(conversation, what) {
      const { pacing, takenAt } = known.get(conversation) ?? { pacing: DEFAULT_PACING, takenAt: -Infinity };
      const { messages, withinMs } = pacing;
      const now = clock.monotonic();
      const entry = due.get(conversation) ?? { at: Infinity, left: jittered(messages) };
      due.set(conversation, entry);
      // A message that is stored and then shown is one message.
      if (what === 'stored') entry.left -= 1;
      const at = what === 'stored' ? now + jittered(withinMs) : readDueAt(now, withinMs, takenAt);
      entry.at = entry.left <= 0 ? now : Math.min(entry.at, at);
      if (due.size > MAX_CONVERSATIONS) allAt = now;
      // Without a look at all that is planned: this is run for each message of a catch-up.
      wakeBy(Math.min(entry.at, allAt));
    },
    everything(ms) {
      allAt = clock.monotonic() + jittered(ms);
      resume();
    },
    take() {
      const now = clock.monotonic();
      if (allAt <= now) {
        allAt = Infinity;
        for (const conversation of [...due.keys()]) taken(conversation, now);
        return 'all';
      }
      const ready = new Set<ConversationId>();
      for (const [conversation, { at }] of due) if (at <= now) ready.add(conversation);
      for (const conversation of ready) taken(conversation, now);
      return ready;
    },
    resume,
    clear() {
      due.clear();
      allAt = Infinity;
      timer?.cancel();
      timer = undefined;
    },
  };
}
