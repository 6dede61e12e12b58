import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { ConversationId, DeviceId, UserId } from '../../../shared/model/ids.ts';
import { nameTerms } from '../name-terms.ts';
import type { Account } from '../account-port.ts';
import type { GroupInvites, NewInvite } from '../invite-port.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import { append } from './append.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';

// Calls of the port about accounts and invites. All run inside a transaction.

/** `createInvitedAccount` of the port. */
export function createInvitedAccount(
  queries: Queries,
  account: Account,
  inviteHash: string | undefined,
): StorageResult<'createInvitedAccount'> {
  const { accounts, invites } = queries;
  const first = !accounts.any();
  if (!mayRegister(queries, inviteHash, account.createdAt)) return 'bad-invite';
  if (!accounts.insert(account, nameTerms(account))) return 'name-taken';
  if (!first && inviteHash !== undefined) invites.use(inviteHash);
  return 'created';
}

/** `mayRegister` of the port. */
export function mayRegister(
  { accounts, invites }: Queries,
  inviteHash: string | undefined,
  at: number,
): boolean {
  if (!accounts.any()) return true;
  return inviteHash !== undefined && invites.open(inviteHash, at)?.conversation === null;
}

/** `changePassword` of the port. */
export function changePassword(
  queries: Queries,
  user: UserId,
  from: string,
  to: string,
  keep: DeviceId | 'all',
  device: DeviceId | undefined,
): DeviceId[] | undefined {
  requireDevice(queries, device);
  const { accounts, devices } = queries;
  const account = accounts.activeKey(user);
  if (account === undefined || accounts.byId(user)?.passwordHash !== from) return undefined;
  accounts.setPassword(account, to);
  return keep === 'all' ? [] : devices.deleteAll(account, keep);
}

/** `deactivateAccount` of the port. */
export function deactivateAccount(
  queries: Queries,
  user: UserId,
  at: number,
  device: DeviceId | undefined,
): StorageResult<'deactivateAccount'> {
  requireDevice(queries, device);
  const { accounts, devices, drafts, invites, members } = queries;
  const account = accounts.activeKey(user);
  if (account === undefined) return { devices: [], left: [] };
  accounts.deactivate(account, at);
  invites.revokeOf(account);
  drafts.removeOf(account);
  const event = { kind: 'member.removed', users: [user] } as const;
  const left = members.groupsOf(account).flatMap((conversation) => {
    const roles = ['owner', 'admin', 'member'] as const;
    const outcome = append(queries, { conversation, sender: user, at, event, roles });
    return outcome.kind === 'appended' ? [outcome] : [];
  });
  return { devices: devices.deleteAll(account, undefined), left };
}

/** `createRelayInvite` and `createGroupInvite` of the port. */
export function createInvite(
  queries: Queries,
  { hash, creator, at, uses, expiresAt, device }: NewInvite,
  group?: GroupInvites,
): StorageResult<'createGroupInvite'> {
  const { accounts, invites } = queries;
  requireDevice(queries, device);
  const account = accounts.activeKey(creator);
  if (account === undefined) return 'not-member';
  const found = group ? manages(queries, creator, group) : null;
  if (typeof found === 'string') return found;
  invites.purge(found, account, at);
  if (invites.count(found, account) >= LIMITS.openInvites) return 'too-many';
  invites.insert(hash, found, account, uses, expiresAt);
  return 'created';
}

/** `revokeGroupInvites` of the port. */
export function revokeGroupInvites(
  queries: Queries,
  user: UserId,
  group: GroupInvites,
  device: DeviceId | undefined,
): StorageResult<'revokeGroupInvites'> {
  requireDevice(queries, device);
  const found = manages(queries, user, group);
  if (typeof found === 'string') return found;
  queries.invites.revokeAll(found);
  return 'revoked';
}

/** `invitedTo` of the port. */
export function invitedTo({ invites }: Queries, hash: string, at: number): ConversationId | undefined {
  return invites.open(hash, at)?.conversation ?? undefined;
}

/** The key of the group, if the person holds one of its roles. */
function manages(
  { accounts, conversations, members }: Queries,
  user: UserId,
  { conversation, roles }: GroupInvites,
): number | 'not-member' | 'forbidden' {
  const key = conversations.byId(conversation)?.key;
  const role = key === undefined ? null : (members.get(key, accounts.key(user) ?? 0)?.role ?? null);
  if (key === undefined || role === null) return 'not-member';
  return roles.includes(role) ? key : 'forbidden';
}
