import * as z from 'zod';
import { inviteCode, inviteUses } from '../protocol/commands/spec.ts';
import { LIMITS } from '../protocol/limits.ts';
import { ConversationId, DeviceId, Timestamp, UserId } from '../model/ids.ts';
import { AccountName, DeviceName, DisplayName, Password, Person } from '../model/person.ts';
import { AuditEntry } from './audit.ts';
import { MetricSample } from './metric-sample.ts';
import { Policies, PolicyChange, PolicyName } from './policies.ts';

/** Who may ask for it: whoever administers the relay, or only somebody at the relay's machine. */
export type OperationAccess = 'administrator' | 'machine';

/** Something an administrator can ask for; the same in the console and on the command line. */
export interface OperationSpec<A extends z.ZodType, R extends z.ZodType> {
  readonly access: OperationAccess;
  readonly args: A;
  readonly result: R;
}

function operation<A extends z.ZodType, R extends z.ZodType>(
  args: A,
  result: R,
  access: OperationAccess = 'administrator',
): OperationSpec<A, R> {
  return { access, args, result };
}

/** Entries of one page of a list. */
export const ADMIN_PAGE = 100;

const empty = z.object({});
const limit = z.int().min(1).max(ADMIN_PAGE).default(ADMIN_PAGE);
const query = z.string().max(64).default('');
/** SHA-256 of a code, base64url: tells invites apart and lets nobody in. */
const InviteHash = z.string().min(20).max(64);

export const AdminPerson = Person.extend({
  administrator: z.boolean(),
  createdAt: Timestamp,
  devices: z.int().min(0),
  lastSeenAt: Timestamp.nullable(),
});
export type AdminPerson = z.infer<typeof AdminPerson>;

export const AdminDevice = z.object({
  id: DeviceId,
  name: DeviceName,
  createdAt: Timestamp,
  lastSeenAt: Timestamp,
});
export type AdminDevice = z.infer<typeof AdminDevice>;

export const AdminGroup = z.object({
  cursor: z.int().min(1),
  id: ConversationId,
  title: z.string(),
  memberCount: z.int().min(0),
  messages: z.int().min(0),
  createdAt: Timestamp,
  lastEventAt: Timestamp,
  owner: Person.nullable(),
});
export type AdminGroup = z.infer<typeof AdminGroup>;

export const AdminInvite = z.object({
  hash: InviteHash,
  creator: Person,
  /** Title of the group; `null`: to the relay. */
  group: z.string().nullable(),
  usesLeft: z.int().min(0).nullable(),
  expiresAt: Timestamp.nullable(),
});
export type AdminInvite = z.infer<typeof AdminInvite>;

export const PolicyState = z.object({
  policies: Policies,
  /** Set by the relay's configuration: these cannot be changed here. */
  fixed: z.array(PolicyName),
});
export type PolicyState = z.infer<typeof PolicyState>;

/** One backup, as its manifest says. */
export const BackupSummary = z.object({
  /** Name of its folder. */
  name: z.string().max(255),
  createdAt: Timestamp,
  files: z.int().min(1),
  bytes: z.int().min(0),
});
export type BackupSummary = z.infer<typeof BackupSummary>;

export const Overview = z.object({
  relay: z.object({ id: z.string(), name: z.string(), startedAt: Timestamp }),
  totals: z.object({
    people: z.int(),
    administrators: z.int(),
    devices: z.int(),
    groups: z.int(),
    directs: z.int(),
    messages: z.int(),
  }),
});
export type Overview = z.infer<typeof Overview>;

/** Every operation, by its name. */
export const OPERATIONS = {
  'overview.get': operation(empty, Overview),
  'metrics.history': operation(
    z.object({ after: Timestamp.default(0) }),
    z.object({ stepMs: z.int().min(1), samples: z.array(MetricSample) }),
  ),
  'people.list': operation(
    z.object({ query, after: z.string().max(64).default(''), limit }),
    z.object({ people: z.array(AdminPerson), more: z.boolean() }),
  ),
  'people.get': operation(z.object({ name: AccountName }), AdminPerson),
  'people.create': operation(
    z.object({ name: AccountName, displayName: DisplayName, password: Password.optional() }),
    z.object({
      user: UserId,
      /** Made by the relay, and told only here, where none was given. */
      password: z.string().optional(),
    }),
  ),
  'people.deactivate': operation(z.object({ user: UserId }), empty),
  'people.resetPassword': operation(
    z.object({ user: UserId, password: Password.optional() }),
    z.object({ password: z.string().optional() }),
  ),
  'people.setAdministrator': operation(z.object({ user: UserId, administrator: z.boolean() }), empty),
  'devices.list': operation(
    z.object({ user: UserId }),
    z.object({ devices: z.array(AdminDevice).max(LIMITS.devices) }),
  ),
  'devices.revoke': operation(z.object({ user: UserId, device: DeviceId }), empty),
  'groups.list': operation(
    z.object({ query, before: z.int().min(1).optional(), limit }),
    z.object({ groups: z.array(AdminGroup), more: z.boolean() }),
  ),
  'groups.dissolve': operation(z.object({ conversation: ConversationId }), empty),
  'invites.list': operation(
    z.object({ after: z.string().max(64).default(''), limit }),
    z.object({ invites: z.array(AdminInvite), more: z.boolean() }),
  ),
  'invites.create': operation(
    z.object({
      maxUses: inviteUses.default(1),
      expiresAt: Timestamp.optional(),
      /** In whose name; only from the relay's machine, where nobody is signed in. */
      creator: UserId.optional(),
    }),
    z.object({ code: inviteCode }),
  ),
  'invites.revoke': operation(z.object({ hash: InviteHash }), empty),
  'policies.get': operation(empty, PolicyState),
  'policies.set': operation(PolicyChange, PolicyState),
  'audit.list': operation(
    z.object({ before: z.int().min(1).optional(), limit }),
    z.object({ entries: z.array(AuditEntry), more: z.boolean() }),
  ),
  'backups.list': operation(
    empty,
    z.object({ folder: z.string(), running: z.boolean(), backups: z.array(BackupSummary) }),
  ),
  'backups.create': operation(empty, BackupSummary),
  'backups.verify': operation(z.object({ name: z.string().min(1).max(255) }), BackupSummary),
  'backups.createAt': operation(z.object({ folder: z.string().min(1).max(4_096) }), BackupSummary, 'machine'),
} as const;

export type OperationName = keyof typeof OPERATIONS;
/** As the handler gets them, after validation. */
export type OperationArgs<N extends OperationName> = z.output<(typeof OPERATIONS)[N]['args']>;
/** As the caller writes them. */
export type OperationInput<N extends OperationName> = z.input<(typeof OPERATIONS)[N]['args']>;
export type OperationResult<N extends OperationName> = z.output<(typeof OPERATIONS)[N]['result']>;

export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name);
}
