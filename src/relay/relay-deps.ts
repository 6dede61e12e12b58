import { DEFAULT_AUDIT_DAYS, type Policies, type PolicyChange } from '../shared/admin/policies.ts';
import type { Clock, MakeId, Random } from '../shared/clock.ts';
import type { Logger } from '../shared/logger.ts';
import type { BackupKeeper } from './backup/backup-keeper.ts';
import type { CallbackPoster } from './callbacks/callback-poster.ts';
import type { Bus } from './cluster/bus.ts';
import { DEFAULT_RECEIPT_SETTINGS, type ReceiptSettings } from './domain/receipt-policy.ts';
import type { MakeToken } from './handlers/auth/token.ts';
import type { PasswordHasher } from './handlers/auth/password-hasher.ts';
import type { RelayProfile } from './handlers/context.ts';
import type { CacheLimits } from './handlers/conversation-cache.ts';
import type { RelayCounters } from './metrics/relay-counters.ts';
import type { AccountLimits } from './session/account-budgets.ts';
import type { SessionLimits } from './session/session-limits.ts';
import type { Defer } from './session/write-turn.ts';
import type { NodeStorage } from './storage/node-port.ts';
import type { NodeIdentity, NodeRegister } from './storage/node-register.ts';
import type { RelayStorage } from './storage/port.ts';

const HOUR_MS = 3_600_000;
const DEFAULT_EDIT_WINDOW_MS = 24 * HOUR_MS;

/** The ports a relay stands on. It opens none of them and closes none of them. */
export interface RelayDeps {
  readonly profile: RelayProfile;
  readonly storage: RelayStorage;
  readonly passwords: PasswordHasher;
  readonly clock: Clock;
  /** When to write what a turn of the event loop has gathered: `setImmediate`, or a simulation's own. */
  readonly defer: Defer;
  readonly makeId: MakeId;
  readonly makeToken: MakeToken;
  /** In [0, 1), and nobody can foresee it. */
  readonly chance: Random;
  readonly logger: Logger;
  readonly receiptSettings?: Partial<ReceiptSettings>;
  /** How long a sender may edit and recall; 0 = never; 24 hours by default (MSG-2). */
  readonly editWindowMs?: number;
  readonly sessionLimits?: Partial<SessionLimits>;
  readonly accountLimits?: Partial<AccountLimits>;
  readonly cacheLimits?: Partial<CacheLimits>;
  /** Given when somebody else counts too, or reads them. */
  readonly counters?: RelayCounters;
  /** Given where callbacks are sent; without it they wait. */
  readonly callbackPoster?: CallbackPoster;
  /** The other nodes on the same data; absent: there are none, and the data are this relay's alone. */
  readonly cluster?: ClusterDeps;
  /** Who this is; absent where nobody asks. */
  readonly identity?: NodeIdentity;
  /** Given where the data keep a register of nodes. Not closed with the relay. */
  readonly register?: NodeRegister;
  /** Given where somebody administers the relay. */
  readonly administration?: AdministrationDeps;
}

/** What a relay stands on besides that has other nodes. */
export interface ClusterDeps {
  /** Closed with the relay. */
  readonly bus: Bus;
  /** Of the same data as the relay's storage. */
  readonly storage: NodeStorage;
}

/** What administration stands on besides the relay itself. */
export interface AdministrationDeps {
  /** Policies that the configuration has fixed. */
  readonly fixed: PolicyChange;
  /** What the storage has of others, as `storedPolicies` gives it. */
  readonly stored: Readonly<Record<string, string>>;
  readonly auditRetentionDays?: number;
  readonly backups?: BackupKeeper;
}

/** What applies where nobody has set anything else. */
export function policiesOf({ profile, editWindowMs, receiptSettings, administration }: RelayDeps): Policies {
  const { policy, readTimes, retentionDays } = { ...DEFAULT_RECEIPT_SETTINGS, ...receiptSettings };
  return {
    name: profile.name,
    registration: profile.registration,
    editWindowHours: (editWindowMs ?? DEFAULT_EDIT_WINDOW_MS) / HOUR_MS,
    receipts: policy,
    readTimes,
    receiptRetentionDays: retentionDays,
    auditRetentionDays: administration?.auditRetentionDays ?? DEFAULT_AUDIT_DAYS,
  };
}
