import { nameTerms } from '../../name-terms.ts';
import { changesOf } from '../../profile-decision.ts';
import type { ProfileChange, ProfileOutcome, ProfileStorage } from '../../profile-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about how people are shown. Those that write run inside a transaction. */
export function profileCalls(queries: Queries): CorePart<ProfileStorage> {
  const { profiles } = queries;
  return {
    changeProfile: (change) => changeProfile(queries, change),
    changedPeople: (since, limit) => profiles.changedSince(since, limit),
    profilePicture: (picture) => profiles.bytes(picture),
  };
}

function changeProfile(queries: Queries, change: ProfileChange): ProfileOutcome {
  requireDevice(queries, change.device);
  const { accounts, meta, profiles } = queries;
  const account = accounts.activeKey(change.user);
  const before = accounts.person(change.user);
  if (account === undefined || !before) return { kind: 'no-account' };
  const { displayName, picture } = changesOf(before, change);
  if (displayName === undefined && picture === undefined) return { kind: 'unchanged', person: before };
  if (displayName !== undefined) {
    const terms = { before: nameTerms(before), after: nameTerms({ ...before, displayName }) };
    profiles.rename(account, displayName, terms);
  }
  if (picture !== undefined) {
    if (picture) profiles.store(picture);
    profiles.setPicture(account, picture?.id ?? null);
    if (before.picture) profiles.drop(before.picture);
  }
  const position = meta.nextPosition();
  profiles.stamp(account, position);
  return { kind: 'changed', person: accounts.person(change.user) ?? before, position };
}
