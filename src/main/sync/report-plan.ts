import type { Clock, Random } from '../../shared/clock.ts';
import type { ConversationHead } from '../../shared/model/conversation.ts';
import type { ConversationId } from '../../shared/model/ids.ts';

export type ReportPacing = ConversationHead['report'];

/** Of a conversation whose pacing nobody knows: a small group's. */
export const DEFAULT_PACING: ReportPacing = { messages: 10, withinMs: 1_000 };
/** Where the relay asks for no larger delay, what was read is told as soon as this. */
const PROMPT_READ_MS = 300;
const MAX_JITTER = 0.2;
const MAX_CONVERSATIONS = 1_000;

interface Due {
  /** Monotonic. */
  at: number;
  /** Notes until it is due at once. */
  left: number;
}

/**
 * When to report which conversation (RCP-9): after so many messages or milliseconds as its head says, each up to 20 % sooner,
 * so that the members of a large group do not report at the same moment.
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
  const pacings = new Map<ConversationId, ReportPacing>();
  const due = new Map<ConversationId, Due>();
  let allAt = Infinity;
  let timer: { readonly at: number; readonly cancel: () => void } | undefined;

  const jittered = (value: number): number => Math.ceil(value * (1 - MAX_JITTER * random()));

  function nextAt(): number {
    let next = allAt;
    for (const { at } of due.values()) next = Math.min(next, at);
    return next;
  }

  function resume(): void {
    const at = nextAt();
    if (timer && timer.at <= at) return;
    timer?.cancel();
    timer = undefined;
    if (at === Infinity) return;
    const cancel = clock.schedule(Math.max(0, at - clock.monotonic()), () => {
      timer = undefined;
      onDue();
    });
    timer = { at, cancel };
  }

  return {
    learn(conversation, pacing) {
      pacings.delete(conversation);
      pacings.set(conversation, pacing);
      if (pacings.size <= MAX_CONVERSATIONS) return;
      const [oldest] = pacings.keys();
      if (oldest) pacings.delete(oldest);
    },
    knows: (conversation) => pacings.has(conversation),
    note(conversation, what) {
      const { messages, withinMs } = pacings.get(conversation) ?? DEFAULT_PACING;
      const now = clock.monotonic();
      const ms = what === 'shown' && withinMs <= DEFAULT_PACING.withinMs ? PROMPT_READ_MS : withinMs;
      const at = now + jittered(ms);
      const entry = due.get(conversation) ?? { at, left: jittered(messages) };
      due.set(conversation, entry);
      entry.left -= 1;
      entry.at = entry.left <= 0 ? now : Math.min(entry.at, at);
      if (due.size > MAX_CONVERSATIONS) allAt = now;
      resume();
    },
    everything(ms) {
      allAt = clock.monotonic() + jittered(ms);
      resume();
    },
    take() {
      const now = clock.monotonic();
      if (allAt <= now) {
        allAt = Infinity;
        due.clear();
        return 'all';
      }
      const taken = new Set<ConversationId>();
      for (const [conversation, { at }] of due) if (at <= now) taken.add(conversation);
      for (const conversation of taken) due.delete(conversation);
      return taken;
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
