import type { Clock, Random } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ReadableStore, WritableStore } from '../store/port.ts';
import { backoffMs } from './backoff.ts';
import type { RelaySession } from './relay-session.ts';
import { isLinkFailure } from './uplink.ts';

const FIRST_RETRY_MS = 2_000;

/**
 * Tells the relay how conversations are kept here (FLG-1), one after the other. What is to be told is on disk: what fails is
 * told again after a pause or with the next session, and saying it twice is harmless.
 */
export interface FlagTeller {
  /** Something was set. */
  kick(): void;
  attach(session: FlagSession): void;
  detach(): void;
}

type FlagSession = Pick<RelaySession, 'request' | 'alive'>;

export interface FlagTellerDeps {
  readonly store: {
    readonly read: Pick<ReadableStore, 'pendingFlags'>;
    readonly write: Pick<WritableStore, 'flagsTold'>;
  };
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export function createFlagTeller({ store, clock, random, logger }: FlagTellerDeps): FlagTeller {
  let session: FlagSession | undefined;
  let failures = 0;
  let cancelRetry = (): void => undefined;
  /** One round at a time; what is set meanwhile is the next one's. */
  let rounds: Promise<void> = Promise.resolve();

  async function tellAll(to: FlagSession): Promise<void> {
    for (;;) {
      const pending = await store.read.pendingFlags();
      if (pending.length === 0) break;
      for (const { conversation, change } of pending) {
        if (!to.alive) return;
        try {
          await to.request('conversation.flag', { conversation, ...change });
        } catch (error) {
          // A conversation that the relay has no row of for me is this device's affair.
          if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
        }
        await store.write.flagsTold(conversation, change);
      }
    }
    failures = 0;
  }

  async function round(): Promise<void> {
    const to = session;
    if (!to) return;
    cancelRetry();
    try {
      await tellAll(to);
    } catch (error) {
      if (isLinkFailure(error)) return;
      // An older relay (VER-4): the flags stay on this device, for a newer one to hear of.
      if (error instanceof AppError && error.code === 'unknown_command') {
        session = undefined;
        return;
      }
      failures += 1;
      logger.warn({ err: error, failures }, 'flags were not taken');
      cancelRetry = clock.schedule(backoffMs(failures, random, FIRST_RETRY_MS), run);
    }
  }

  function run(): void {
    rounds = rounds.then(round);
  }

  return {
    kick: run,
    attach(next) {
      session = next;
      failures = 0;
      run();
    },
    detach() {
      session = undefined;
      cancelRetry();
    },
  };
}
