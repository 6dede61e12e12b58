import * as z from 'zod';
import { DEFAULT_AUDIT_DAYS, MIN_AUDIT_DAYS } from '../../shared/admin/policies.ts';
import { Registration } from '../../shared/protocol/commands/session.ts';
import { DEFAULT_RELAY_PORT } from '../../shared/protocol/limits.ts';
import { DEFAULT_RECEIPT_SETTINGS } from '../domain/receipt-policy.ts';
import { DEFAULT_FILE_POLICY, isFileKind, MAX_FILE_MB } from '../files/file-policy.ts';
import { DEFAULT_ACCOUNT_LIMITS } from '../session/account-budgets.ts';
import { DEFAULT_SESSION_LIMITS } from '../session/session-limits.ts';
import { isAddressRange } from '../transport/address.ts';
import { DEFAULT_ADMISSION } from '../transport/admission.ts';

const Port = z.coerce.number().int().min(0).max(65_535);

/** Bytes. */
export const MB = 1024 * 1024;
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

const S3Url = z.string().refine(
  (text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, pathname, search, hash, username, password } = new URL(text);
    const isHttp = protocol === 'https:' || protocol === 'http:';
    return isHttp && pathname === '/' && search + hash + username + password === '';
  },
  { error: 'is no address like https://s3.example.com:9000, without bucket, user and password', abort: true },
);

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

const Rate = z.coerce.number().int().min(1).max(100_000);

function isSafeAddress(text: string | undefined): boolean {
  if (text === undefined || !URL.canParse(text)) return true;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || LOOPBACK_HOSTS.has(hostname.replace(/^\[(.*)\]$/, '$1'));
}

/** What may be set of a relay, as it is written in a config file, in its environment and on its command line. */
export const RelaySettings = z
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
    'files-folder': z.string().min(1).optional(),
    'files-s3': S3Url.optional(),
    'files-s3-bucket': z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is no name of a bucket')
      .optional(),
    'files-s3-region': z
      .string()
      .regex(/^[\w-]{1,60}$/, 'is no name of a region')
      .default('us-east-1'),
    'files-s3-address': z.enum(['path', 'host']).default('path'),
    'files-s3-credentials': z.string().min(1).optional(),
    'files-s3-ca': z.string().min(1).optional(),
    'files-s3-tls': z.enum(['on', 'off']).default('on'),
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
    'drain-seconds': z.coerce.number().int().min(0).max(300).optional(),
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
  .refine((settings) => settings['files-s3'] === undefined || settings['files-folder'] === undefined, {
    path: ['files-s3'],
    message: 'either files-s3 or files-folder',
  })
  .refine(
    (settings) => (settings['files-s3'] === undefined) === (settings['files-s3-bucket'] === undefined),
    {
      path: ['files-s3-bucket'],
      message: 'files-s3 and files-s3-bucket go together',
    },
  )
  .refine((settings) => settings['files-s3-tls'] === 'off' || isSafeAddress(settings['files-s3']), {
    path: ['files-s3'],
    message: 'without TLS only to this machine, or with files-s3-tls off',
  })
  .refine((settings) => settings.announce === 'off' || settings.tls === 'auto', {
    path: ['announce'],
    message: 'needs tls auto: what is found is joined by its fingerprint',
  })
  .refine(({ announce, host }) => announce === 'off' || !LOOPBACK_HOSTS.has(host), {
    path: ['announce'],
    message: 'needs a host that others reach',
  });

export type RelaySettings = z.output<typeof RelaySettings>;

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
  'files-folder',
  'files-s3',
  'files-s3-bucket',
  'files-s3-region',
  'files-s3-address',
  'files-s3-credentials',
  'files-s3-ca',
  'files-s3-tls',
  'max-file-mb',
  'file-quota-mb',
  'file-types',
  'file-types-denied',
  'callback-networks',
  'drain-seconds',
  'log-level',
] as const satisfies readonly (keyof RelaySettings)[];
