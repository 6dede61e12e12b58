import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';

const HOUR_MS = 3_600_000;
const PER_HOUR = 20;
const SAME_MESSAGE_MS = 600_000;
/** People remembered; whoever reminded longest ago is forgotten first. */
const MAX_PEOPLE = 50_000;

interface Reminder {
  readonly message: string;
  readonly at: number;
}

/** RCP-15: one reminder per message in 10 minutes, and 20 per person in an hour. Forgets when the relay restarts. */
export class ReminderLimit {
  readonly #clock: Clock;
  /** Oldest reminder first, of the last hour; the person of the newest one last. */
  readonly #sent = new Map<UserId, readonly Reminder[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a reminder, or throws `rate_limited` with the time to wait. Returns what takes it back. */
  take(user: UserId, conversation: ConversationId, seq: number): () => void {
    const now = this.#clock.monotonic();
    const message = `${conversation} ${seq}`;
    const recent = this.#recent(user, now);
    const same = recent.findLast((one) => one.message === message);
    if (same && now - same.at < SAME_MESSAGE_MS) throw limited(same.at + SAME_MESSAGE_MS - now);
    const [oldest] = recent;
    if (oldest && recent.length >= PER_HOUR) throw limited(oldest.at + HOUR_MS - now);
    const reminder = { message, at: now };
    this.#remember(user, [...recent, reminder]);
    return () => {
      const all = this.#sent.get(user);
      if (all)
        this.#sent.set(
          user,
          all.filter((one) => one !== reminder),
        );
    };
  }

  /** One that was sent at another node. */
  takenElsewhere(user: UserId, conversation: ConversationId, seq: number): void {
    const now = this.#clock.monotonic();
    const reminder = { message: `${conversation} ${seq}`, at: now };
    this.#remember(user, [...this.#recent(user, now), reminder].slice(-PER_HOUR));
  }

  #recent(user: UserId, now: number): readonly Reminder[] {
    return (this.#sent.get(user) ?? []).filter(({ at }) => now - at < HOUR_MS);
  }

  #remember(user: UserId, reminders: readonly Reminder[]): void {
    this.#sent.delete(user);
    this.#sent.set(user, reminders);
    const longestAgo = this.#sent.keys().next();
    if (this.#sent.size > MAX_PEOPLE && !longestAgo.done) this.#sent.delete(longestAgo.value);
  }
}

function limited(retryAfterMs: number): AppError {
  return new AppError('rate_limited', 'too many reminders', { retryAfterMs: Math.ceil(retryAfterMs) });
}
