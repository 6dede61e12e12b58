import type { PolicyChange } from '../../shared/admin/policies.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Fingerprint } from '../../shared/model/fingerprint.ts';
import type { Registration } from '../../shared/protocol/commands/session.ts';
import type { ReceiptSettings } from '../domain/receipt-policy.ts';
import type { FilePolicy } from '../files/file-policy.ts';
import type { MetricSources, MetricsPage } from '../metrics/prometheus.ts';
import type { SharedFiles } from './file-contents.ts';
import type { RelayLimits } from './relay-config.ts';
import type { SharedData } from './shared-data.ts';

export interface StartOptions {
  readonly dataFolder: string;
  readonly storageWorkerPath: string;
  /** Absent: a SQLite file in the data folder. */
  readonly sharedData?: SharedData | undefined;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly registration: Registration;
  /** Where people reach it, `wss://host:port`, when that is not where it listens. */
  readonly publicUrl?: string | undefined;
  /** PEM texts; `auto`: a certificate of its own, kept in the data folder. */
  readonly tls?: { readonly key: string; readonly cert: string } | 'auto';
  /** On the local network, as long as it runs; needs `tls: 'auto'`, for what is found is joined by its fingerprint. */
  readonly announce?: boolean;
  readonly allowedOrigins: readonly string[];
  readonly trustedProxies?: readonly string[];
  /** The defaults suit people's own clients with a wide margin. */
  readonly limits?: RelayLimits;
  /** Absent: there is no `/metrics`. */
  readonly metrics?: MetricsOptions;
  /** How long a sender may edit and recall; 0 = never. */
  readonly editWindowMs?: number;
  readonly receipts?: ReceiptSettings;
  readonly administration?: AdministrationOptions;
  /** Whoever comes first administers the relay. */
  readonly firstAdministers?: boolean;
  /** What files the relay takes; the defaults suit a team on one disk. `off`: none. */
  readonly files?: Partial<FilePolicy> | 'off';
  /** Where their bytes lie; absent: in the data folder. */
  readonly sharedFiles?: SharedFiles | undefined;
  /** Folder of the client's updates; absent: there are none. */
  readonly updateFolder?: string;
  /** Addresses and networks besides the public internet that callbacks may go to. */
  readonly callbackNetworks?: readonly string[];
  /** So long clients are sent to other nodes one after the other when it ends, ms; at once by default. */
  readonly leaveMs?: number;
  readonly logger: Logger;
  /** The storage has died; the relay is of no use any more and should end. */
  readonly onFailure: (error: AppError) => void;
}

/** How a relay is administered. */
export interface AdministrationOptions {
  /** Policies that nobody changes while it runs. */
  readonly fixed: PolicyChange;
  readonly auditRetentionDays?: number;
  readonly backupFolder: string;
  /** Folder of the console's built page; absent: there is no console. */
  readonly consoleFolder?: string | undefined;
}

/** Who reads the metrics, and what they look like. */
export interface MetricsOptions {
  /** Whoever brings it may read, and nobody else; `undefined`: who asks on this machine. */
  readonly token: string | undefined;
  /** Called when they are read for the first time. */
  readonly loadPage: () => Promise<(sources: MetricSources) => MetricsPage>;
}

/** A relay on its data and its port. */
export interface RunningRelay {
  readonly url: string;
  /** Of the relay's own certificate, for links to it; `undefined` when it has none. */
  readonly fingerprint: Fingerprint | undefined;
  /** Drains: no new connections, clients leave over `leaveMs`, open requests finish, clients are told 1001, writes are on disk. Idempotent. */
  close(): Promise<void>;
}
