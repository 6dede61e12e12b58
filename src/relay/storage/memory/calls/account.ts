import type { DeviceId, UserId } from '../../../../shared/model/ids.ts';
import type { AccountStorage } from '../../account-port.ts';
import type { CorePart, StorageResult } from '../../relay-storage-core.ts';
import { append } from '../append.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about accounts. */
export function accountCalls(tables: MemoryTables): CorePart<AccountStorage> {
  const { accounts } = tables;
  return {
    createAccount: (account) => accounts.add(account),
    accountByName: (name) => accounts.byName(name),
    accountById: (user) => accounts.byId(user),
    changePassword(user, from, to, keep, device) {
      accounts.requireDevice(device);
      if (!accounts.changePassword(user, from, to)) return undefined;
      return keep === 'all' ? [] : accounts.deleteDevices(user, keep);
    },
    deactivateAccount: (user, at, device) => deactivateAccount(tables, user, at, device),
    listPeople: (query, after, limit) => accounts.list(query, after, limit),
    peopleByIds: (users) => accounts.people(users),
  };
}

/** `deactivateAccount` of the port, also as a part of what an administrator does. */
export function deactivateAccount(
  tables: MemoryTables,
  user: UserId,
  at: number,
  device: DeviceId | undefined,
): StorageResult<'deactivateAccount'> {
  const { accounts, conversations, drafts, invites, profiles } = tables;
  accounts.requireDevice(device);
  if (!accounts.isActive(user)) return { devices: [], left: [] };
  accounts.deactivate(user);
  const position = tables.nextPosition();
  profiles.stamp(user, position);
  invites.revokeOf(user);
  drafts.removeOf(user);
  const event = { kind: 'member.removed', users: [user] } as const;
  const roles = ['owner', 'admin', 'member'] as const;
  const groups = [...conversations.values()].filter(
    ({ kind, members }) => kind === 'group' && members.get(user)?.role,
  );
  const left = groups.flatMap(({ id: conversation }) => {
    const outcome = append(tables, { conversation, sender: user, at, event, roles });
    return outcome.kind === 'appended' ? [outcome] : [];
  });
  return { devices: accounts.deleteDevices(user, undefined), left, position };
}
