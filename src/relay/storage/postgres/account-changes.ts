import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { ConversationId, DeviceId, UserId } from '../../../shared/model/ids.ts';
import { nameTerms } from '../name-terms.ts';
import type { Account } from '../account-port.ts';
import type { GroupInvites, NewInvite } from '../invite-port.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import { append } from './append.ts';
import { inTurn } from './in-turn.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';

// Calls of the port about accounts and invites. All run inside a transaction.

/** `createInvitedAccount` of the port. */
export async function createInvitedAccount(
  queries: Queries,
  account: Account,
  inviteHash: string | undefined,
): Promise<StorageResult<'createInvitedAccount'>> {
  const { accounts, invites } = queries;
  const first = !(await accounts.any());
  if (!(await mayRegister(queries, inviteHash, account.createdAt))) return 'bad-invite';
  if (!(await accounts.insert(account, nameTerms(account)))) return 'name-taken';
  if (!first && inviteHash !== undefined) await invites.use(inviteHash);
  return 'created';
}

/** `mayRegister` of the port. */
export async function mayRegister(
  { accounts, invites }: Queries,
  inviteHash: string | undefined,
  at: number,
): Promise<boolean> {
  if (!(await accounts.any())) return true;
  return inviteHash !== undefined && (await invites.open(inviteHash, at))?.conversation === null;
}

/** `changePassword` of the port. */
export async function changePassword(
  queries: Queries,
  user: UserId,
  from: string,
  to: string,
  keep: DeviceId | 'all',
  device: DeviceId | undefined,
): Promise<DeviceId[] | undefined> {
  await requireDevice(queries, device);
  const { accounts, devices } = queries;
  const account = await accounts.activeKey(user);
  if (account === undefined || (await accounts.byId(user))?.passwordHash !== from) return undefined;
  await accounts.setPassword(account, to);
  return keep === 'all' ? [] : await devices.deleteAll(account, keep);
}

/** `deactivateAccount` of the port. */
export async function deactivateAccount(
  queries: Queries,
  user: UserId,
  at: number,
  device: DeviceId | undefined,
): Promise<StorageResult<'deactivateAccount'>> {
  await requireDevice(queries, device);
  const { accounts, devices, drafts, invites, members } = queries;
  const account = await accounts.activeKey(user);
  if (account === undefined) return { devices: [], left: [] };
  await accounts.deactivate(account, at);
  await invites.revokeOf(account);
  await drafts.removeOf(account);
  const event = { kind: 'member.removed', users: [user] } as const;
  const left = await inTurn(await members.groupsOf(account), async (conversation) => {
    const roles = ['owner', 'admin', 'member'] as const;
    const outcome = await append(queries, { conversation, sender: user, at, event, roles });
    return outcome.kind === 'appended' ? [outcome] : [];
  });
  return { devices: await devices.deleteAll(account, undefined), left: left.flat() };
}

/** `createRelayInvite` and `createGroupInvite` of the port. */
export async function createInvite(
  queries: Queries,
  { hash, creator, at, uses, expiresAt, device }: NewInvite,
  group?: GroupInvites,
): Promise<StorageResult<'createGroupInvite'>> {
  const { accounts, invites } = queries;
  await requireDevice(queries, device);
  const account = await accounts.activeKey(creator);
  if (account === undefined) return 'not-member';
  const found = group ? await manages(queries, creator, group) : null;
  if (typeof found === 'string') return found;
  await invites.purge(found, account, at);
  if ((await invites.count(found, account)) >= LIMITS.openInvites) return 'too-many';
  await invites.insert(hash, found, account, uses, expiresAt);
  return 'created';
}

/** `revokeGroupInvites` of the port. */
export async function revokeGroupInvites(
  queries: Queries,
  user: UserId,
  group: GroupInvites,
  device: DeviceId | undefined,
): Promise<StorageResult<'revokeGroupInvites'>> {
  await requireDevice(queries, device);
  const found = await manages(queries, user, group);
  if (typeof found === 'string') return found;
  await queries.invites.revokeAll(found);
  return 'revoked';
}

/** `invitedTo` of the port. */
export async function invitedTo(
  { invites }: Queries,
  hash: string,
  at: number,
): Promise<ConversationId | undefined> {
  return (await invites.open(hash, at))?.conversation ?? undefined;
}

/** The key of the group, if the person holds one of its roles. */
async function manages(
  { accounts, conversations, members }: Queries,
  user: UserId,
  { conversation, roles }: GroupInvites,
): Promise<number | 'not-member' | 'forbidden'> {
  const key = (await conversations.byId(conversation))?.key;
  const role =
    key === undefined ? null : ((await members.get(key, (await accounts.key(user)) ?? 0))?.role ?? null);
  if (key === undefined || role === null) return 'not-member';
  return roles.includes(role) ? key : 'forbidden';
}
