import { AppError } from '../../../../shared/errors.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import { LIMITS } from '../../../../shared/protocol/limits.ts';
import type { Account } from '../../account-port.ts';
import type { GroupInvites, InviteStorage, NewInvite } from '../../invite-port.ts';
import { nameTerms } from '../../name-terms.ts';
import type { CorePart, StorageResult } from '../../relay-storage-core.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about invites. Those that write run inside a transaction. */
export function inviteCalls(queries: Queries): CorePart<InviteStorage> {
  const { invites } = queries;
  return {
    createInvitedAccount: (account, hash) => createInvitedAccount(queries, account, hash),
    mayRegister: (hash, at) => mayRegister(queries, hash, at),
    createRelayInvite(invite) {
      const outcome = createInvite(queries, invite);
      if (outcome === 'created' || outcome === 'too-many') return outcome;
      throw new AppError('not_found');
    },
    createGroupInvite: (invite, group) => createInvite(queries, invite, group),
    revokeGroupInvites(user, group, device) {
      requireDevice(queries, device);
      const found = manages(queries, user, group);
      if (typeof found === 'string') return found;
      invites.revokeAll(found);
      return 'revoked';
    },
    invitedTo: (hash, at) => invites.open(hash, at)?.conversation ?? undefined,
  };
}

function createInvitedAccount(
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

function mayRegister({ accounts, invites }: Queries, inviteHash: string | undefined, at: number): boolean {
  if (!accounts.any()) return true;
  return inviteHash !== undefined && invites.open(inviteHash, at)?.conversation === null;
}

/** To the relay, or to `group`. */
function createInvite(
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
