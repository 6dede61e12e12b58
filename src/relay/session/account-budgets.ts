import type { Clock } from '../../shared/clock.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { CommandName } from '../../shared/protocol/commands.ts';
import type { Caller } from '../handlers/publisher.ts';
import type { RateLimit } from '../metrics/relay-counters.ts';
import type { HubObserver } from './hub.ts';
import { TokenBucket } from './token-bucket.ts';

/** What one account may do on all its devices together; PROTOCOL.md LIM-1 … LIM-3. */
export interface AccountLimits {
  readonly commandsPerSecond: number;
  /** Commands that write to timelines. */
  readonly messagesPerSecond: number;
}

export const DEFAULT_ACCOUNT_LIMITS: AccountLimits = { commandsPerSecond: 400, messagesPerSecond: 50 };

/** Seconds' worth of a rate that may come at once. */
const BURST_SECONDS = 10;
/** Long enough for more than one command: a client that waits is not refused at every other one. ms. */
const SHORTEST_WAIT_MS = 1_000;
/** Refusals that a client may run into; one that waits as it is told comes nowhere near. */
const REFUSALS_PER_SECOND = 20;
const REFUSALS_AT_ONCE = 200;
/** Accounts without a connection here that are remembered until their buckets are full again. */
const MAX_AWAY = 10_000;

/** What an account has a bucket for. */
export type AccountLimit = 'commands' | 'messages';

/** Other nodes are to know that the account has taken so many here. */
export type TellTaken = (user: UserId, limit: AccountLimit, taken: number) => void;

/** Too much was asked. `isAbuse`: and has been so often that the connection should end. */
export interface OverBudget {
  readonly limit: RateLimit;
  readonly retryAfterMs: number;
  readonly isAbuse: boolean;
}

interface Budget {
  readonly commands: TokenBucket;
  /** Not before it is needed: most connections say little, and there may be many. */
  messages: TokenBucket | undefined;
  refusals: TokenBucket | undefined;
  connections: number;
}

/**
 * One budget per account, shared by its connections, with `tell` those at other nodes too (`takenElsewhere`). Leaving and coming back gives
 * nobody a fresh one. Refusals are counted here alone: what they end is a connection.
 */
export class AccountBudgets implements HubObserver {
  readonly #clock: Clock;
  readonly #limits: AccountLimits;
  readonly #tell: TellTaken | undefined;
  readonly #online = new Map<UserId, Budget>();
  /** Whoever left longest ago first. */
  readonly #away = new Map<UserId, Budget>();

  constructor(clock: Clock, limits: AccountLimits, tell?: TellTaken) {
    this.#clock = clock;
    this.#limits = limits;
    this.#tell = tell;
  }

  /** Accounts that are remembered. */
  get size(): number {
    return this.#online.size + this.#away.size;
  }

  attached({ user }: Caller): void {
    const budget = this.#known(user) ?? this.#fresh(user);
    this.#away.delete(user);
    this.#online.set(user, budget);
    budget.connections++;
  }

  detached({ user }: Caller): void {
    const budget = this.#online.get(user);
    if (!budget || --budget.connections > 0) return;
    this.#online.delete(user);
    this.#remember(user, budget);
  }

  /** The account has taken so many at another node. */
  takenElsewhere(user: UserId, limit: AccountLimit, taken: number): void {
    const budget = this.#known(user) ?? this.#fresh(user);
    const bucket = limit === 'commands' ? budget.commands : this.#messages(user, budget);
    bucket.takenElsewhere(taken);
    if (!this.#online.has(user)) this.#remember(user, budget);
  }

  /** Takes the price of a command. `undefined`: it may run. */
  take(user: UserId, command: CommandName): OverBudget | undefined {
    const budget = this.#online.get(user);
    if (!budget) return undefined;
    if (!budget.commands.take()) return this.#over('account-commands', budget, budget.commands);
    if (!writesTimeline(command)) return undefined;
    const messages = this.#messages(user, budget);
    return messages.take() ? undefined : this.#over('account-messages', budget, messages);
  }

  #over(limit: RateLimit, budget: Budget, bucket: TokenBucket): OverBudget {
    budget.refusals ??= new TokenBucket(this.#clock, REFUSALS_PER_SECOND, REFUSALS_AT_ONCE);
    const retryAfterMs = Math.max(SHORTEST_WAIT_MS, bucket.waitMs());
    return { limit, retryAfterMs, isAbuse: !budget.refusals.take() };
  }

  #known(user: UserId): Budget | undefined {
    return this.#online.get(user) ?? this.#away.get(user);
  }

  #fresh(user: UserId): Budget {
    const commands = this.#bucket(user, 'commands', this.#limits.commandsPerSecond);
    return { commands, messages: undefined, refusals: undefined, connections: 0 };
  }

  #messages(user: UserId, budget: Budget): TokenBucket {
    return (budget.messages ??= this.#bucket(user, 'messages', this.#limits.messagesPerSecond));
  }

  #bucket(user: UserId, limit: AccountLimit, rate: number): TokenBucket {
    const tell = this.#tell;
    const told = tell && ((taken: number) => tell(user, limit, taken));
    return new TokenBucket(this.#clock, rate, rate * BURST_SECONDS, told);
  }

  /** As the one that left last. */
  #remember(user: UserId, budget: Budget): void {
    this.#away.delete(user);
    this.#forget();
    this.#away.set(user, budget);
  }

  #forget(): void {
    for (const [user, { commands, messages, refusals }] of this.#away) {
      const isFull = [commands, messages, refusals].every((bucket) => bucket?.isFull ?? true);
      if (!isFull && this.#away.size < MAX_AWAY) return;
      this.#away.delete(user);
    }
  }
}

const READS: ReadonlySet<string> = new Set<CommandName>([
  'channel.pull',
  'channel.rights',
  'channel.manage',
  'channel.reach',
  'channel.report',
  'message.pins',
  'conversation.members',
  'conversation.look',
  'conversation.flag',
]);

/** LIM-2. A command that is new counts as one of these until it is listed above. */
function writesTimeline(command: CommandName): boolean {
  const [subject] = command.split('.', 1);
  return (
    (subject === 'message' ||
      subject === 'conversation' ||
      subject === 'channel' ||
      command === 'draft.save' ||
      command === 'packet.take' ||
      command === 'account.setDisplayName' ||
      command === 'account.setPicture' ||
      command === 'receipt.remind') &&
    !READS.has(command)
  );
}
