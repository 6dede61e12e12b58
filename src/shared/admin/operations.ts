import * as z from 'zod';
import { inviteCode, inviteUses } from '../protocol/commands/spec.ts';
import { LIMITS } from '../protocol/limits.ts';
import { MAX_CHANNELS } from '../model/channel.ts';
import {
  CallbackId,
  ChannelId,
  ConversationId,
  DeviceId,
  HookId,
  Seq,
  Timestamp,
  UserId,
} from '../model/ids.ts';
import {
  CallbackKind,
  CallbackSecret,
  CallbackUrl,
  IntegrationLabel,
  MAX_BOTS,
  MAX_CALLBACKS,
  MAX_HOOKS,
} from '../model/integration.ts';
import { MAX_NODES } from '../model/nodes.ts';
import { AccountName, DeviceName, DisplayName, Password, Person } from '../model/person.ts';
import { AuditEntry } from './audit.ts';
import { MetricSample } from './metric-sample.ts';
import { HeldPoints, PointLedger, PointsChange } from './points.ts';
import { PolicyChange } from './policies.ts';
import {
  AdminAnnouncement,
  AdminCallback,
  AdminChannel,
  AdminDelivery,
  AdminDevice,
  AdminGroup,
  AdminHook,
  AdminInvite,
  AdminNode,
  AdminPerson,
  AdminPicture,
  BackupSummary,
  BotConversation,
  InviteHash,
  Overview,
  PolicyState,
  RelayLink,
} from './admin-views.ts';

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

/** Conversations of one bot that are listed. */
export const MAX_BOT_CONVERSATIONS = 1_000;

/** People whose pictures are asked for at once; each is 88 kB at most. */
export const ADMIN_PICTURES = 20;

const empty = z.object({});
const limit = z.int().min(1).max(ADMIN_PAGE).default(ADMIN_PAGE);
const query = z.string().max(64).default('');

/** Every operation, by its name. */
export const OPERATIONS = {
  'overview.get': operation(empty, Overview),
  'metrics.history': operation(
    z.object({ after: Timestamp.default(0) }),
    z.object({ stepMs: z.int().min(1), samples: z.array(MetricSample) }),
  ),
  /** Those that live, the longest running first; none: the relay is stopped. */
  'nodes.list': operation(empty, z.object({ nodes: z.array(AdminNode).max(MAX_NODES) })),
  'people.list': operation(
    z.object({ query, after: z.string().max(64).default(''), limit }),
    z.object({ people: z.array(AdminPerson), more: z.boolean() }),
  ),
  'people.get': operation(z.object({ name: AccountName }), AdminPerson),
  /** Without those who have none. */
  'people.pictures': operation(
    z.object({ users: z.array(UserId).min(1).max(ADMIN_PICTURES) }),
    z.object({ pictures: z.array(AdminPicture).max(ADMIN_PICTURES) }),
  ),
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
  'points.get': operation(z.object({ user: UserId }), HeldPoints),
  'points.give': operation(PointsChange, HeldPoints),
  /** All or nothing, from what the person has now. */
  'points.takeBack': operation(PointsChange, HeldPoints),
  'points.ledger': operation(empty, PointLedger),
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
  'channels.list': operation(empty, z.object({ channels: z.array(AdminChannel).max(MAX_CHANNELS) })),
  'channels.announcements': operation(
    z.object({ channel: ChannelId, before: Seq.optional(), limit }),
    z.object({ announcements: z.array(AdminAnnouncement), more: z.boolean() }),
  ),
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
    z.object({
      code: inviteCode,
      /** Carries the code; `null` while the relay is stopped, which knows its address only when it runs. */
      link: RelayLink.nullable(),
    }),
  ),
  'invites.revoke': operation(z.object({ hash: InviteHash }), empty),
  'bots.list': operation(empty, z.object({ bots: z.array(Person).max(MAX_BOTS) })),
  'bots.create': operation(
    z.object({ name: AccountName, displayName: DisplayName }),
    z.object({ user: UserId }),
  ),
  /** Listed and revoked as the bot's devices. */
  'bots.createToken': operation(
    z.object({ bot: UserId, label: DeviceName }),
    z.object({
      device: DeviceId,
      /** What a program signs in with (SES-15); told only here. */
      token: z.string(),
    }),
  ),
  /** Of the first MAX_BOT_CONVERSATIONS that changed. */
  'bots.conversations': operation(
    z.object({ bot: UserId }),
    z.object({ conversations: z.array(BotConversation).max(MAX_BOT_CONVERSATIONS) }),
  ),
  'hooks.list': operation(empty, z.object({ hooks: z.array(AdminHook).max(MAX_HOOKS) })),
  'hooks.create': operation(
    z.object({ bot: UserId, conversation: ConversationId, label: IntegrationLabel }),
    z.object({
      hook: HookId,
      /** Where it is posted to, below the relay's address; told only here. */
      path: z.string(),
    }),
  ),
  'hooks.revoke': operation(z.object({ hook: HookId }), empty),
  'callbacks.list': operation(empty, z.object({ callbacks: z.array(AdminCallback).max(MAX_CALLBACKS) })),
  'callbacks.create': operation(
    z.object({
      bot: UserId,
      url: CallbackUrl,
      kinds: z.array(CallbackKind).min(1).max(CallbackKind.options.length),
      secret: CallbackSecret.optional(),
    }),
    z.object({
      callback: CallbackId,
      /** Made by the relay, and told only here, where none was given. */
      secret: z.string().optional(),
    }),
  ),
  'callbacks.remove': operation(z.object({ callback: CallbackId }), empty),
  'callbacks.deliveries': operation(
    z.object({ callback: CallbackId, before: z.int().min(1).optional(), limit }),
    z.object({ deliveries: z.array(AdminDelivery), more: z.boolean() }),
  ),
  'policies.get': operation(empty, PolicyState),
  'policies.set': operation(PolicyChange, PolicyState),
  'audit.list': operation(
    z.object({ before: z.int().min(1).optional(), limit }),
    z.object({ entries: z.array(AuditEntry), more: z.boolean() }),
  ),
  'backups.list': operation(
    empty,
    z.object({
      folder: z.string(),
      running: z.boolean(),
      backups: z.array(BackupSummary),
      /** As in a BackupSummary, of the next one. */
      filesElsewhere: z.string().max(1_000).optional(),
    }),
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
