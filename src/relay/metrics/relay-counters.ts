import type { ErrorCode } from '../../shared/errors.ts';
import type { CloseCode } from '../../shared/protocol/close-codes.ts';
import type { CommandName } from '../../shared/protocol/commands.ts';
import { CallbackCounters, ChannelCounters, FileCounters } from './service-counters.ts';
import { Tally } from './tally.ts';

/** Why a connection was not taken. */
export const REFUSALS = ['path', 'origin', 'full', 'address-full', 'address-rate', 'draining'] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What was asked for faster than it may be. */
export const RATE_LIMITS = [
  'connection-frames',
  'connection-requests',
  'account-commands',
  'account-messages',
  'account-refusals',
  'address-connections',
  'address-sign-ins',
] as const;
export type RateLimit = (typeof RATE_LIMITS)[number];

/** How a command ended. */
export type Outcome = 'ok' | ErrorCode;

/** How often each outcome of each command was answered; the names are those of the protocol, so it cannot grow. */
export class CommandTally {
  readonly #counts = new Map<CommandName | 'unknown', Map<Outcome, number>>();

  /** `undefined`: a command that the protocol does not have. */
  add(command: CommandName | undefined, outcome: Outcome): void {
    const name = command ?? 'unknown';
    let outcomes = this.#counts.get(name);
    if (!outcomes) this.#counts.set(name, (outcomes = new Map<Outcome, number>()));
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }

  *entries(): Iterable<readonly [command: CommandName | 'unknown', outcome: Outcome, count: number]> {
    for (const [command, outcomes] of this.#counts) {
      for (const [outcome, count] of outcomes) yield [command, outcome, count];
    }
  }
}

/**
 * What a relay has done since it started, as plain numbers: counting costs an addition, and only who reads them turns them
 * into anything else.
 */
export class RelayCounters {
  connectionsAccepted = 0;
  readonly connectionsRefused = zeroes(REFUSALS);
  /** `peer`: the client or the network ended it, or a frame broke the rules of WebSocket itself. */
  readonly closes = new Map<CloseCode | 'peer', number>();
  readonly commands = new CommandTally();
  /** Messages, forwards included, that were new. */
  messagesStored = 0;
  /** Pushes handed to connections: one message to 640 devices is 640. */
  pushes = 0;
  /** Payloads of frames from clients. */
  bytesIn = 0;
  /** Data frames to clients, headers included; before TLS. */
  bytesOut = 0;
  /** Connections for which so much waited that their pushes were gathered (SYN-7). */
  backlogs = 0;
  readonly rateLimited = zeroes(RATE_LIMITS);
  readonly files = new FileCounters();
  readonly channels = new ChannelCounters();
  readonly callbacks = new CallbackCounters();
  /** Posts to hooks. */
  readonly hookPosts = new Tally<Outcome>();
  backupsFailed = 0;
  /** Attempts to sign in to the console. */
  readonly consoleSignIns = new Tally<Outcome>();

  closed(code: CloseCode | 'peer'): void {
    this.closes.set(code, (this.closes.get(code) ?? 0) + 1);
  }
}

function zeroes<K extends string>(keys: readonly K[]): Record<K, number> {
  // `fromEntries` forgets that every key is there.
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}
