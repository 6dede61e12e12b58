import type { ProfileStorage } from '../../profile-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about how people are shown. */
export function profileCalls(tables: MemoryTables): CorePart<ProfileStorage> {
  const { accounts, profiles } = tables;
  return {
    changeProfile(change) {
      accounts.requireDevice(change.device);
      return profiles.change(change, () => tables.nextPosition());
    },
    changedPeople: (since, limit) => profiles.changedSince(since, limit),
    profilePicture: (picture) => profiles.bytes(picture),
  };
}
