import { AppError } from '../../../../shared/errors.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { GroupInvites, InviteStorage } from '../../invite-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about invites. */
export function inviteCalls(tables: MemoryTables): CorePart<InviteStorage> {
  const { accounts, invites } = tables;
  const mayRegister = (hash: string | undefined, at: number): boolean => {
    if (accounts.size === 0) return true;
    return hash !== undefined && invites.open(hash, at) === null;
  };
  return {
    createInvitedAccount(account, hash) {
      const first = accounts.size === 0;
      if (!mayRegister(hash, account.createdAt)) return 'bad-invite';
      if (!accounts.add(account)) return 'name-taken';
      if (!first && hash !== undefined) invites.use(hash);
      return 'created';
    },
    mayRegister,
    createRelayInvite(invite) {
      accounts.requireDevice(invite.device);
      if (!accounts.isActive(invite.creator)) throw new AppError('not_found');
      return invites.add(invite, null) ? 'created' : 'too-many';
    },
    createGroupInvite(invite, group) {
      accounts.requireDevice(invite.device);
      const refusal = refusalOf(tables, invite.creator, group);
      if (refusal) return refusal;
      return invites.add(invite, group.conversation) ? 'created' : 'too-many';
    },
    revokeGroupInvites(user, group, device) {
      accounts.requireDevice(device);
      const refusal = refusalOf(tables, user, group);
      if (refusal) return refusal;
      invites.revokeAll(group.conversation);
      return 'revoked';
    },
    invitedTo: (hash, at) => invites.open(hash, at) ?? undefined,
  };
}

/** Why the person may not manage the group's invites. */
function refusalOf(
  { conversations }: MemoryTables,
  user: UserId,
  { conversation, roles }: GroupInvites,
): 'not-member' | 'forbidden' | undefined {
  const role = conversations.get(conversation)?.members.get(user)?.role ?? null;
  if (role === null) return 'not-member';
  return roles.includes(role) ? undefined : 'forbidden';
}
