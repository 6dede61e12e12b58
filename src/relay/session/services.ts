import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { HandlerContext } from '../handlers/context.ts';
import type { InFlight } from '../handlers/in-flight.ts';
import type { RelayCounters } from '../metrics/relay-counters.ts';
import type { AccountBudgets } from './account-budgets.ts';
import type { BucketTable } from './bucket-table.ts';
import type { Leaver } from './farewell.ts';
import type { Heartbeats } from './heartbeats.ts';
import type { Hub } from './hub.ts';
import type { SessionLimits } from './session-limits.ts';
import type { WriteTurn } from './write-turn.ts';

/** What all sessions of a relay share. */
export interface SessionServices {
  readonly context: HandlerContext;
  readonly hub: Hub;
  readonly turn: WriteTurn;
  /** Requests from their frame to their reply. */
  readonly requests: InFlight;
  /** Every `limits.heartbeatMs`. */
  readonly heartbeats: Heartbeats;
  readonly limits: SessionLimits;
  readonly counters: RelayCounters;
  readonly budgets: AccountBudgets;
  /** Attempts to sign in by a password and to register, by address. */
  readonly signIns: BucketTable;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The relay is going away: requests are refused with `shutting_down`. */
  draining(): boolean;
  /** Called once per session, at its end. */
  ended(session: Leaver): void;
}
