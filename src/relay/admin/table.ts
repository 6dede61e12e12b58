import {
  isOperationName,
  type OperationArgs,
  type OperationName,
  OPERATIONS,
  type OperationResult,
} from '../../shared/admin/operations.ts';
import { AppError, badArgs } from '../../shared/errors.ts';
import type { AdminActor } from '../storage/administration.ts';
import { notAdministrator } from './administer.ts';
import { listAudit } from './audit.ts';
import { createBackup, createBackupAt, listBackups, verifyBackup } from './backups.ts';
import { listChannelAnnouncements, listChannels } from './channels.ts';
import type { AdminContext, Operation } from './context.ts';
import { listDevices, revokeDevice } from './devices.ts';
import { dissolveGroup, listGroups } from './groups.ts';
import {
  createBot,
  createBotToken,
  createCallback,
  createHook,
  listBotConversations,
  listBots,
  listCallbacks,
  listDeliveries,
  listHooks,
  removeCallback,
  revokeHook,
} from './integrations.ts';
import { createInvite, listInvites, revokeInvite } from './invites.ts';
import { listNodes } from './nodes.ts';
import { getHistory, getOverview } from './overview.ts';
import {
  createPerson,
  deactivatePerson,
  getPerson,
  listPeople,
  resetPassword,
  setAdministrator,
} from './people.ts';
import { getPictures } from './pictures.ts';
import { getPointLedger, getPoints, givePoints, takeBackPoints } from './points.ts';
import { getPolicies, setPolicies } from './policies.ts';

/** An operation without a handler does not compile. */
const HANDLERS: { readonly [N in OperationName]: Operation<N> } = {
  'overview.get': getOverview,
  'metrics.history': getHistory,
  'nodes.list': listNodes,
  'people.list': listPeople,
  'people.get': getPerson,
  'people.pictures': getPictures,
  'people.create': createPerson,
  'people.deactivate': deactivatePerson,
  'people.resetPassword': resetPassword,
  'people.setAdministrator': setAdministrator,
  'points.get': getPoints,
  'points.give': givePoints,
  'points.takeBack': takeBackPoints,
  'points.ledger': getPointLedger,
  'devices.list': listDevices,
  'devices.revoke': revokeDevice,
  'groups.list': listGroups,
  'groups.dissolve': dissolveGroup,
  'channels.list': listChannels,
  'channels.announcements': listChannelAnnouncements,
  'invites.list': listInvites,
  'invites.create': createInvite,
  'invites.revoke': revokeInvite,
  'bots.list': listBots,
  'bots.create': createBot,
  'bots.createToken': createBotToken,
  'bots.conversations': listBotConversations,
  'hooks.list': listHooks,
  'hooks.create': createHook,
  'hooks.revoke': revokeHook,
  'callbacks.list': listCallbacks,
  'callbacks.create': createCallback,
  'callbacks.remove': removeCallback,
  'callbacks.deliveries': listDeliveries,
  'policies.get': getPolicies,
  'policies.set': setPolicies,
  'audit.list': listAudit,
  'backups.list': listBackups,
  'backups.create': createBackup,
  'backups.verify': verifyBackup,
  'backups.createAt': createBackupAt,
};

/**
 * Runs an operation by its name, with arguments from outside. Throws `AppError`: `unknown_command`, `bad_args`, `forbidden`
 * where only somebody at the machine may ask for it, or what the operation throws.
 */
export async function runOperation(
  context: AdminContext,
  actor: AdminActor,
  name: string,
  given: unknown,
): Promise<unknown> {
  if (!isOperationName(name)) throw new AppError('unknown_command', 'there is no such operation');
  const { access, args: schema } = OPERATIONS[name];
  if (access === 'machine' && actor.origin !== 'command-line') throw notAdministrator();
  const args = schema.safeParse(given);
  if (!args.success) throw badArgs(args.error);
  return call(context, actor, name, args.data as OperationArgs<typeof name>);
}

function call<N extends OperationName>(
  context: AdminContext,
  actor: AdminActor,
  name: N,
  args: OperationArgs<N>,
): Promise<OperationResult<N>> {
  return HANDLERS[name](context, actor, args);
}
