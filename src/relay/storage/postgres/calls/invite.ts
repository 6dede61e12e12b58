import { AppError } from '../../../../shared/errors.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import { LIMITS } from '../../../../shared/protocol/limits.ts';
import type { Account } from '../../account-port.ts';
import type { GroupInvites, InviteStorage, NewInvite } from '../../invite-port.ts';
import { nameTerms } from '../../name-terms.ts';
import type { StorageResult } from '../../relay-storage-core.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about invites. Those that write run inside a transaction. */
export function inviteCalls(queries: Queries): InviteStorage {
  const { invites } = queries;
  return {
    createInvitedAccount: (account, hash) => createInvitedAccount(queries, account, hash),
    mayRegister: (hash, at) => mayRegister(queries, hash, at),
    async createRelayInvite(invite) {
      const outcome = await createInvite(queries, invite);
      if (outcome === 'created' || outcome === 'too-many') return outcome;
      throw new AppError('not_found');
    },
    createGroupInvite: (invite, group) => createInvite(queries, invite, group),
    async revokeGroupInvites(user, group, device) {
      await requireDevice(queries, device);
      const found = await manages(queries, user, group);
      if (typeof found === 'string') return found;
      await invites.revokeAll(found);
      return 'revoked';
    },
    invitedTo: async (hash, at) => (await invites.open(hash, at))?.conversation ?? undefined,
  };
}

async function createInvitedAccount(
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

async function mayRegister(
  { accounts, invites }: Queries,
  inviteHash: string | undefined,
  at: number,
): Promise<boolean> {
  if (!(await accounts.any())) return true;
  return inviteHash !== undefined && (await invites.open(inviteHash, at))?.conversation === null;
}

/** To the relay, or to `group`. */
async function createInvite(
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
