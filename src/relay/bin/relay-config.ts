import { join } from 'node:path';
import type { PolicyChange } from '../../shared/admin/policies.ts';
import type { Registration } from '../../shared/protocol/commands/session.ts';
import type { ReceiptSettings } from '../domain/receipt-policy.ts';
import type { FilePolicy } from '../files/file-policy.ts';
import { MB, type RelaySettings } from './relay-settings.ts';

/** What may come how fast. */
export interface RelayLimits {
  readonly connectionsPerAddress: number;
  readonly connectionsPerMinute: number;
  /** Passwords and registrations from one address. */
  readonly signInsPerMinute: number;
  /** What one connection may send, sustained; bursts of twice as many (CON-8). */
  readonly framesPerSecond: number;
  /** What one account may ask for on all its devices, and what of it may write to timelines. */
  readonly commandsPerSecond: number;
  readonly messagesPerSecond: number;
}

/** What files are taken. */
export type RelayFileConfig = Pick<FilePolicy, 'maxBytes' | 'quotaBytes' | 'allowed' | 'denied'>;

/** How a standalone relay runs. */
export interface RelayConfig {
  /** Folder of the database; created when missing. */
  readonly dataFolder: string;
  /** Address of a PostgreSQL database, with its password; `undefined`: a SQLite file in the data folder. */
  readonly database: string | undefined;
  /** To the other nodes on that database; `undefined`: the relay is alone. */
  readonly bus: RelayBusConfig | undefined;
  readonly host: string;
  readonly port: number;
  /** Where people reach it, `wss://host:port`, for links. */
  readonly publicUrl: string | undefined;
  readonly name: string;
  readonly registration: Registration;
  /** Paths of PEM files; `auto`: a certificate of its own. */
  readonly tls: { readonly keyFile: string; readonly certFile: string } | 'auto' | undefined;
  /** Found by clients on the local network. */
  readonly announce: boolean;
  readonly allowedOrigins: readonly string[];
  /** Whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly limits: RelayLimits;
  /** `local`: to who asks on this machine; with a token file, to whoever has the token instead. */
  readonly metrics: 'local' | 'off';
  readonly metricsTokenFile: string | undefined;
  /** How long a sender may edit and recall; 0 = never (MSG-2). */
  readonly editWindowMs: number;
  readonly receipts: ReceiptSettings;
  readonly auditRetentionDays: number;
  /** What was said, and is not a default: administrators cannot change it while the relay runs. */
  readonly fixed: PolicyChange;
  readonly console: 'on' | 'off';
  /** Folder of backups that name no place. */
  readonly backupFolder: string;
  /** Folder of the clients' updates; none are served while it is not there. */
  readonly updateFolder: string;
  /** `undefined`: the relay keeps no files. */
  readonly files: RelayFileConfig | undefined;
  /** Where their bytes lie; `undefined`: in the data folder. */
  readonly sharedFiles: RelaySharedFilesConfig | undefined;
  /** Where callbacks may go besides the public internet. */
  readonly callbackNetworks: readonly string[];
  /** Over so long clients are sent to other nodes when the relay ends; 0: at once. ms. */
  readonly drainMs: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** A folder, or a bucket of an S3-compatible store, that all nodes of the relay have. What opens a bucket is no setting. */
export type RelaySharedFilesConfig =
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 's3';
      readonly endpoint: string;
      readonly bucket: string;
      readonly region: string;
      readonly pathStyle: boolean;
      /** `undefined`: id and secret stand in the environment. */
      readonly credentialsFile: string | undefined;
      readonly caFile: string | undefined;
    };

/** What carries notices between nodes: the database, or servers of NATS, with their passwords. */
export type RelayBusConfig =
  | { readonly kind: 'postgres' }
  | {
      readonly kind: 'nats';
      readonly servers: readonly string[];
      readonly credentialsFile: string | undefined;
      readonly caFile: string | undefined;
    };

/** Where clients have other nodes to go to. */
export const DRAIN_SECONDS = 5;

/** `given`: the keys that somebody has set, and that are not defaults. */
export function toConfig(settings: RelaySettings, given: ReadonlySet<string>): RelayConfig {
  const key = settings['tls-key'];
  const cert = settings['tls-cert'];
  return {
    dataFolder: settings.data,
    database: settings.database,
    bus: busConfig(settings),
    host: settings.host,
    port: settings.port,
    publicUrl: settings['public-url'],
    name: settings.name,
    registration: settings.registration,
    tls: key !== undefined && cert !== undefined ? { keyFile: key, certFile: cert } : settings.tls,
    announce: settings.announce === 'on',
    allowedOrigins: settings.origins,
    trustedProxies: settings['trusted-proxies'],
    limits: {
      connectionsPerAddress: settings['connections-per-address'],
      connectionsPerMinute: settings['connections-per-minute'],
      signInsPerMinute: settings['sign-ins-per-minute'],
      framesPerSecond: settings['frames-per-second'],
      commandsPerSecond: settings['commands-per-second'],
      messagesPerSecond: settings['messages-per-second'],
    },
    metrics: settings.metrics,
    metricsTokenFile: settings['metrics-token'],
    editWindowMs: settings['edit-window-hours'] * 3_600_000,
    receipts: {
      policy: settings.receipts,
      readTimes: settings['read-times'] === 'on',
      retentionDays: settings['receipt-retention-days'],
    },
    auditRetentionDays: settings['audit-retention-days'],
    fixed: fixedPolicies(settings, given),
    console: settings.console,
    backupFolder: settings.backups ?? join(settings.data, 'backups'),
    updateFolder: settings.updates ?? join(settings.data, 'updates'),
    files:
      settings.files === 'off'
        ? undefined
        : {
            maxBytes: settings['max-file-mb'] * MB,
            quotaBytes: settings['file-quota-mb'] * MB,
            allowed: settings['file-types'],
            denied: settings['file-types-denied'],
          },
    sharedFiles: sharedFilesConfig(settings),
    callbackNetworks: settings['callback-networks'],
    drainMs: (settings['drain-seconds'] ?? (settings.bus.length > 0 ? DRAIN_SECONDS : 0)) * 1_000,
    logLevel: settings['log-level'],
  };
}

function busConfig(settings: RelaySettings): RelayBusConfig | undefined {
  if (settings.bus.length === 0) return undefined;
  if (settings.bus.includes('postgres')) return { kind: 'postgres' };
  const [credentialsFile, caFile] = [settings['bus-credentials'], settings['bus-ca']];
  return { kind: 'nats', servers: settings.bus, credentialsFile, caFile };
}

function sharedFilesConfig(settings: RelaySettings): RelaySharedFilesConfig | undefined {
  if (settings.files === 'off') return undefined;
  const folder = settings['files-folder'];
  if (folder !== undefined) return { kind: 'folder', folder };
  const [endpoint, bucket] = [settings['files-s3'], settings['files-s3-bucket']];
  if (endpoint === undefined || bucket === undefined) return undefined;
  return {
    kind: 's3',
    endpoint,
    bucket,
    region: settings['files-s3-region'],
    pathStyle: settings['files-s3-address'] === 'path',
    credentialsFile: settings['files-s3-credentials'],
    caFile: settings['files-s3-ca'],
  };
}

function fixedPolicies(settings: RelaySettings, given: ReadonlySet<string>): PolicyChange {
  return {
    ...(given.has('name') && { name: settings.name }),
    ...(given.has('registration') && { registration: settings.registration }),
    ...(given.has('edit-window-hours') && { editWindowHours: settings['edit-window-hours'] }),
    ...(given.has('receipts') && { receipts: settings.receipts }),
    ...(given.has('read-times') && { readTimes: settings['read-times'] === 'on' }),
    ...(given.has('receipt-retention-days') && {
      receiptRetentionDays: settings['receipt-retention-days'],
    }),
    ...(given.has('audit-retention-days') && { auditRetentionDays: settings['audit-retention-days'] }),
  };
}
