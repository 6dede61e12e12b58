import type { DeviceId, UserId } from '../../../../shared/model/ids.ts';
import type { AccountStorage } from '../../account-port.ts';
import { nameQuery, nameTerms } from '../../name-terms.ts';
import type { StorageResult } from '../../relay-storage-core.ts';
import { append } from '../append.ts';
import { inTurn } from '../in-turn.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about accounts. Those that write run inside a transaction. */
export function accountCalls(queries: Queries): AccountStorage {
  const { accounts } = queries;
  return {
    createAccount: (account) => accounts.insert(account, nameTerms(account)),
    accountByName: (name) => accounts.byName(name),
    accountById: (user) => accounts.byId(user),
    changePassword: (user, from, to, keep, device) => changePassword(queries, user, from, to, keep, device),
    deactivateAccount: (user, at, device) => deactivateAccount(queries, user, at, device),
    async listPeople(query, after, limit) {
      const asked = nameQuery(query);
      if (asked === 'nobody') return { people: [], more: false };
      const people =
        asked === 'everybody'
          ? await accounts.all(after, limit + 1)
          : await accounts.found(asked, after, limit + 1);
      return { people: people.slice(0, limit), more: people.length > limit };
    },
    peopleByIds: (users) => accounts.people(users),
  };
}

async function changePassword(
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

/** `deactivateAccount` of the port, also as a part of what an administrator does. */
export async function deactivateAccount(
  queries: Queries,
  user: UserId,
  at: number,
  device: DeviceId | undefined,
): Promise<StorageResult<'deactivateAccount'>> {
  await requireDevice(queries, device);
  const { accounts, devices, drafts, invites, members, meta, profiles } = queries;
  const account = await accounts.activeKey(user);
  if (account === undefined) return { devices: [], left: [] };
  await accounts.deactivate(account, at);
  const position = meta.nextPosition();
  await profiles.stamp(account, position);
  await invites.revokeOf(account);
  await drafts.removeOf(account);
  const event = { kind: 'member.removed', users: [user] } as const;
  const left = await inTurn(await members.groupsOf(account), async (conversation) => {
    const roles = ['owner', 'admin', 'member'] as const;
    const outcome = await append(queries, { conversation, sender: user, at, event, roles });
    return outcome.kind === 'appended' ? [outcome] : [];
  });
  return { devices: await devices.deleteAll(account, undefined), left: left.flat(), position };
}
