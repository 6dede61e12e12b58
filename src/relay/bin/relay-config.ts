import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { DEFAULT_AUDIT_DAYS, MIN_AUDIT_DAYS, type PolicyChange } from '../../shared/admin/policies.ts';
import { Registration } from '../../shared/protocol/commands/session.ts';
import { DEFAULT_RELAY_PORT } from '../../shared/protocol/limits.ts';
import { DEFAULT_RECEIPT_SETTINGS, type ReceiptSettings } from '../domain/receipt-policy.ts';
import { DEFAULT_ACCOUNT_LIMITS } from '../session/account-budgets.ts';
import { DEFAULT_SESSION_LIMITS } from '../session/session-limits.ts';
import { DEFAULT_FILE_POLICY, type FilePolicy, isFileKind, MAX_FILE_MB } from '../files/file-policy.ts';
import { isAddressRange } from '../transport/address.ts';
import { DEFAULT_ADMISSION } from '../transport/admission.ts';

const Port = z.coerce.number().int().min(0).max(65_535);

const MB = 1024 * 1024;
const FileKinds = z
  .array(z.string().refine(isFileKind, 'is no kind like image/*, application/pdf, .docx or *'))
  .max(500);

/** A page's or a socket's address without a path; a port that it does not say is that of its scheme, as everywhere. */
const PublicUrl = z.url({ protocol: /^(?:https?|wss?)$/ }).transform((text, context): string => {
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(text);
  if (pathname !== '/' || search + hash + username + password !== '') {
    context.addIssue('is no address like https://chat.example.com or wss://chat.example.com:7480');
    return z.NEVER;
  }
  const isSecure = protocol === 'https:' || protocol === 'wss:';
  return `${isSecure ? 'wss' : 'ws'}://${hostname}:${port || (isSecure ? '443' : '80')}`;
});

/** Of a PostgreSQL server; the name of its database is the path. */
export const DatabaseUrl = z.string().refine(
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return /^postgres(ql)?:$/.test(url?.protocol ?? '') && (url?.pathname.length ?? 0) > 1;
  },
  { error: 'is no address like postgres://user:password@host:5432/name', abort: true },
);

const BusUrl = z
  .string()
  .refine(
    (text) => text === 'postgres' || (URL.canParse(text) && /^(nats|tls):$/.test(new URL(text).protocol)),
    'is neither postgres nor an address like nats://user:password@host:4222',
  );

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

const Rate = z.coerce.number().int().min(1).max(100_000);

const Settings = z
  .strictObject({
    data: z.string().min(1).default('./yidu-relay'),
    database: DatabaseUrl.optional(),
    bus: z
      .array(BusUrl)
      .max(20)
      .refine((all) => all.length < 2 || !all.includes('postgres'), 'either postgres or servers of NATS')
      .default([]),
    'bus-credentials': z.string().min(1).optional(),
    'bus-ca': z.string().min(1).optional(),
    host: z.string().min(1).default('127.0.0.1'),
    port: Port.default(DEFAULT_RELAY_PORT),
    'public-url': PublicUrl.optional(),
    name: z.string().trim().min(1).max(120).default('Yidu relay'),
    registration: Registration.default('open'),
    tls: z.literal('auto', 'is nothing but auto').optional(),
    announce: z.enum(['on', 'off']).default('off'),
    'tls-key': z.string().min(1).optional(),
    'tls-cert': z.string().min(1).optional(),
    /** Web pages that may connect. */
    origins: z.array(z.url()).max(100).default([]),
    'trusted-proxies': z
      .array(z.string().refine(isAddressRange, 'is no IP address, and no network like 10.0.0.0/8'))
      .max(100)
      .default([]),
    'connections-per-address': Rate.default(DEFAULT_ADMISSION.maxConnectionsPerAddress),
    'connections-per-minute': Rate.default(DEFAULT_ADMISSION.connectionsPerMinute),
    'sign-ins-per-minute': Rate.default(DEFAULT_SESSION_LIMITS.signInsPerMinute),
    'frames-per-second': Rate.default(DEFAULT_SESSION_LIMITS.framesPerSecond),
    'commands-per-second': Rate.default(DEFAULT_ACCOUNT_LIMITS.commandsPerSecond),
    'messages-per-second': Rate.default(DEFAULT_ACCOUNT_LIMITS.messagesPerSecond),
    metrics: z.enum(['local', 'off']).default('local'),
    'metrics-token': z.string().min(1).optional(),
    'edit-window-hours': z.coerce.number().min(0).max(87_600).default(24),
    receipts: z.enum(['forced', 'off', 'by-conversation']).default(DEFAULT_RECEIPT_SETTINGS.policy),
    'read-times': z.enum(['on', 'off']).default('off'),
    'receipt-retention-days': z.coerce
      .number()
      .int()
      .min(0)
      .max(36_500)
      .default(DEFAULT_RECEIPT_SETTINGS.retentionDays),
    'audit-retention-days': z.coerce
      .number()
      .int()
      .min(MIN_AUDIT_DAYS)
      .max(36_500)
      .default(DEFAULT_AUDIT_DAYS),
    console: z.enum(['on', 'off']).default('on'),
    backups: z.string().min(1).optional(),
    updates: z.string().min(1).optional(),
    files: z.enum(['on', 'off']).default('on'),
    'max-file-mb': z.coerce
      .number()
      .int()
      .min(1)
      .max(MAX_FILE_MB)
      .default(DEFAULT_FILE_POLICY.maxBytes / MB),
    'file-quota-mb': z.coerce
      .number()
      .int()
      .min(1)
      .max(100_000_000)
      .default(DEFAULT_FILE_POLICY.quotaBytes / MB),
    'file-types': FileKinds.default([...DEFAULT_FILE_POLICY.allowed]),
    'callback-networks': z
      .array(z.string().refine(isAddressRange, 'is no IP address, and no network like 10.0.0.0/8'))
      .max(100)
      .default([]),
    'file-types-denied': FileKinds.default([...DEFAULT_FILE_POLICY.denied]),
    'log-level': z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  })
  .refine((settings) => (settings['tls-key'] === undefined) === (settings['tls-cert'] === undefined), {
    path: ['tls-key'],
    message: 'tls-key and tls-cert go together',
  })
  .refine((settings) => settings.tls === undefined || settings['tls-key'] === undefined, {
    path: ['tls'],
    message: 'either auto, or tls-key and tls-cert',
  })
  .refine(({ bus, database }) => bus.length === 0 || database !== undefined, {
    path: ['bus'],
    message: 'needs a database, which all nodes share',
  })
  .refine((settings) => settings.announce === 'off' || settings.tls === 'auto', {
    path: ['announce'],
    message: 'needs tls auto: what is found is joined by its fingerprint',
  })
  .refine(({ announce, host }) => announce === 'off' || !LOOPBACK_HOSTS.has(host), {
    path: ['announce'],
    message: 'needs a host that others reach',
  });

type Key = keyof z.output<typeof Settings>;
/** Every key of a config file, and every option but those that ask for something else than running. */
export const KEYS = [
  'data',
  'database',
  'bus',
  'bus-credentials',
  'bus-ca',
  'host',
  'port',
  'public-url',
  'name',
  'registration',
  'tls',
  'announce',
  'tls-key',
  'tls-cert',
  'origins',
  'trusted-proxies',
  'connections-per-address',
  'connections-per-minute',
  'sign-ins-per-minute',
  'frames-per-second',
  'commands-per-second',
  'messages-per-second',
  'metrics',
  'metrics-token',
  'edit-window-hours',
  'receipts',
  'read-times',
  'receipt-retention-days',
  'audit-retention-days',
  'console',
  'backups',
  'updates',
  'files',
  'max-file-mb',
  'file-quota-mb',
  'file-types',
  'file-types-denied',
  'callback-networks',
  'log-level',
] as const satisfies readonly Key[];

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

/** Keys whose values are separated by commas outside the file. */
const LISTS: ReadonlySet<Key> = new Set<Key>([
  'bus',
  'origins',
  'trusted-proxies',
  'file-types',
  'file-types-denied',
  'callback-networks',
]);

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
  /** Where callbacks may go besides the public internet. */
  readonly callbackNetworks: readonly string[];
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** What carries notices between nodes: the database, or servers of NATS, with their passwords. */
export type RelayBusConfig =
  | { readonly kind: 'postgres' }
  | {
      readonly kind: 'nats';
      readonly servers: readonly string[];
      readonly credentialsFile: string | undefined;
      readonly caFile: string | undefined;
    };

/** What the command line asks for. */
export type RelayCommandLine =
  { readonly kind: 'help' } | { readonly kind: 'check' | 'run'; readonly config: RelayConfig };

/** A setting that cannot be used; the message names it and says where it came from. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the settings. Throws `ConfigError`. */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): RelayCommandLine {
  const given = parseOptions(args);
  if (given['help']) return { kind: 'help' };
  const file = typeof given['config'] === 'string' ? readConfigFile(given['config']) : {};
  const merged: Record<string, unknown> = { ...file };
  for (const key of KEYS) {
    const value = given[key] ?? env[`YIDU_RELAY_${key.replaceAll('-', '_').toUpperCase()}`];
    if (value !== undefined) merged[key] = LISTS.has(key) ? splitList(String(value)) : value;
  }
  const settings = Settings.safeParse(merged);
  if (!settings.success) {
    throw new ConfigError(
      settings.error.issues
        .map((issue) => `${issue.path.join('.') || 'config'}: ${issue.message}`)
        .join('\n'),
    );
  }
  return {
    kind: given['check-config'] ? 'check' : 'run',
    config: toConfig(settings.data, new Set(Object.keys(merged))),
  };
}

function toConfig(settings: z.output<typeof Settings>, given: ReadonlySet<string>): RelayConfig {
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
    callbackNetworks: settings['callback-networks'],
    logLevel: settings['log-level'],
  };
}

function busConfig(settings: z.output<typeof Settings>): RelayBusConfig | undefined {
  if (settings.bus.length === 0) return undefined;
  if (settings.bus.includes('postgres')) return { kind: 'postgres' };
  const [credentialsFile, caFile] = [settings['bus-credentials'], settings['bus-ca']];
  return { kind: 'nats', servers: settings.bus, credentialsFile, caFile };
}

/** The settings as they may be shown: without passwords. */
export function printableConfig({ database, bus, ...config }: RelayConfig): RelayConfig {
  return {
    ...config,
    database: database && withoutPassword(database),
    bus: bus?.kind === 'nats' ? { ...bus, servers: bus.servers.map(withoutPassword) } : bus,
  };
}

function withoutPassword(text: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = '***';
  // A password may stand here as well; what else does is how to connect, and is in the operator's own file.
  if (url.searchParams.has('password')) url.searchParams.set('password', '***');
  return url.href;
}

function fixedPolicies(settings: z.output<typeof Settings>, given: ReadonlySet<string>): PolicyChange {
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

function parseOptions(args: readonly string[]): Record<string, string | boolean | undefined> {
  const text = Object.fromEntries([...KEYS, 'config'].map((key) => [key, { type: 'string' as const }]));
  const flags = { 'check-config': { type: 'boolean' as const }, help: { type: 'boolean' as const } };
  try {
    return parseArgs({ args: [...args], options: { ...text, ...flags }, strict: true }).values;
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : 'unreadable options', { cause: error });
  }
}

function readConfigFile(file: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new ConfigError(`config: ${file} is not a readable JSON object`, { cause: error });
  }
}

function splitList(text: string): string[] {
  return text.split(',').flatMap((part) => part.trim() || []);
}
