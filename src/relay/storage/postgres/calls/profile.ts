import { nameTerms } from '../../name-terms.ts';
import { changesOf } from '../../profile-decision.ts';
import type { ProfileChange, ProfileOutcome, ProfileStorage } from '../../profile-port.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about how people are shown. Those that write run inside a transaction. */
export function profileCalls(queries: Queries): ProfileStorage {
  const { profiles } = queries;
  return {
    changeProfile: (change) => changeProfile(queries, change),
    changedPeople: (since, limit) => profiles.changedSince(since, limit),
    profilePicture: (picture) => profiles.bytes(picture),
  };
}

async function changeProfile(queries: Queries, change: ProfileChange): Promise<ProfileOutcome> {
  await requireDevice(queries, change.device);
  const { accounts, meta, profiles } = queries;
  const account = await accounts.activeKey(change.user);
  const before = await accounts.person(change.user);
  if (account === undefined || !before) return { kind: 'no-account' };
  const { displayName, picture } = changesOf(before, change);
  if (displayName === undefined && picture === undefined) return { kind: 'unchanged', person: before };
  if (displayName !== undefined) {
    await profiles.rename(account, displayName, nameTerms({ ...before, displayName }));
  }
  if (picture !== undefined) {
    if (picture) await profiles.store(picture);
    await profiles.setPicture(account, picture?.id ?? null);
    if (before.picture) await profiles.drop(before.picture);
  }
  const position = meta.nextPosition();
  await profiles.stamp(account, position);
  return { kind: 'changed', person: (await accounts.person(change.user)) ?? before, position };
}
