import type { DeviceId, UserId } from '../../../../shared/model/ids.ts';
import type { AccountStorage } from '../../account-port.ts';
import { nameQuery, nameTerms } from '../../name-terms.ts';
import type { CorePart, StorageResult } from '../../relay-storage-core.ts';
import { append } from '../append.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about accounts. Those that write run inside a transaction. */
export function accountCalls(queries: Queries): CorePart<AccountStorage> {
  const { accounts } = queries;
  return {
    createAccount: (account) => accounts.insert(account, nameTerms(account)),
    accountByName: (name) => accounts.byName(name),
    accountById: (user) => accounts.byId(user),
    changePassword: (user, from, to, keep, device) => changePassword(queries, user, from, to, keep, device),
    deactivateAccount: (user, at, device) => deactivateAccount(queries, user, at, device),
    listPeople(query, after, limit) {
      const asked = nameQuery(query);
      if (asked === 'nobody') return { people: [], more: false };
      const people =
        asked === 'everybody' ? accounts.all(after, limit + 1) : accounts.found(asked, after, limit + 1);
      return { people: people.slice(0, limit), more: people.length > limit };
    },
    peopleByIds: (users) => users.flatMap((user) => accounts.person(user) ?? []),
  };
}

function changePassword(
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

/** `deactivateAccount` of the port, also as a part of what an administrator does. */
export function deactivateAccount(
  queries: Queries,
  user: UserId,
  at: number,
  device: DeviceId | undefined,
): StorageResult<'deactivateAccount'> {
  requireDevice(queries, device);
  const { accounts, devices, drafts, invites, members, meta, profiles } = queries;
  const account = accounts.activeKey(user);
  if (account === undefined) return { devices: [], left: [] };
  accounts.deactivate(account, at);
  const position = meta.nextPosition();
  profiles.stamp(account, position);
  invites.revokeOf(account);
  drafts.removeOf(account);
  const event = { kind: 'member.removed', users: [user] } as const;
  const left = members.groupsOf(account).flatMap((conversation) => {
    const roles = ['owner', 'admin', 'member'] as const;
    const outcome = append(queries, { conversation, sender: user, at, event, roles });
    return outcome.kind === 'appended' ? [outcome] : [];
  });
  return { devices: devices.deleteAll(account, undefined), left, position };
}
